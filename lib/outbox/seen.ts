import type { StageTimesView } from '@/lib/contract/flow-view';
import type { Flow } from '@/lib/domain/flow';
import type { AtlasApi, Product } from '@/lib/domain/organisation';
import type { Standing } from './card';

/** What a view needs besides the record. */
export interface Seen extends Standing {
  readonly now: number;
  readonly products: readonly Product[];
  readonly customers: Readonly<Record<string, string>>;
  /** Pictures by capture id. */
  readonly previews: ReadonlyMap<string, string>;
  /** What the organisation lets loans go by. */
  readonly apis?: readonly AtlasApi[];
  /** How far Atlas is, in time. */
  readonly stageTimes?: (flow: Flow) => StageTimesView | undefined;
}
