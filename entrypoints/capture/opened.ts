import { z } from 'zod';
import { Kind } from '@/lib/domain/organisation';

export interface Opened {
  readonly flowId: string | undefined;
  readonly slotId: string | undefined;
  readonly kind: Kind | undefined;
  /** The slot's picture was too large for the line: a smaller one is wanted. */
  readonly smaller: boolean;
}

/** `?flow=<flowId>&slot=<slotId>&kind=<KIND>&smaller=1`; what does not parse is not there. */
export function readOpened(search: string): Opened {
  const query = new URLSearchParams(search);
  return {
    flowId: z.uuid().safeParse(query.get('flow')).data,
    slotId: z.uuid().safeParse(query.get('slot')).data,
    kind: Kind.safeParse(query.get('kind')).data,
    smaller: query.get('smaller') === '1',
  };
}
