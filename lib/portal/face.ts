import type { PortalWords } from '@/lib/domain/portal-words';
import type { FoundDocument } from './documents';
import { fill, fillCounted } from '@/lib/domain/fill';

/** How far the capture of one document on this page has come. */
export type Progress =
  | { readonly is: 'ready' }
  | { readonly is: 'busy' }
  | { readonly is: 'captured' }
  | { readonly is: 'retaken' }
  | { readonly is: 'already' }
  | { readonly is: 'refused'; readonly why: string };

/** How a capture ended. */
export type Ended = Exclude<Progress, { readonly is: 'ready' | 'busy' }>;

/** What a chip shows. */
export interface Face {
  /** Name of the button. */
  readonly name: string;
  /** Said beside the name, empty for nothing. */
  readonly note: string;
  readonly tone: 'plain' | 'busy' | 'good' | 'bad';
  readonly pressable: boolean;
}

/** What the background says of a document of a kind. */
export interface KnownDocument extends Said {
  readonly kind: string;
  /** It failed, and no other of its kind did. */
  readonly slotId?: string | undefined;
}

export interface Surroundings {
  readonly hasLoan: boolean;
  readonly canCapture: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly words: PortalWords;
  /** What the agent must know first in front. */
  readonly known: readonly KnownDocument[];
  /** How many documents of the same kind stand on the page. */
  readonly sameKind: number;
}

/** Decides what a chip shows: what forbids a capture comes first, then what has come of it. */
export function faceOf(
  { found, progress, files }: { found: FoundDocument; progress: Progress; files: number },
  around: Surroundings,
): Face {
  const { words } = around;
  const own = found.label ?? (found.kind === undefined ? undefined : around.labels[found.kind]);
  const label = own ?? words.document;
  const name =
    files > 0
      ? fillCounted(words.captureFiles, words.language, files, { label })
      : fill(words.capture, { label });
  const closed = (note: string): Face => ({ name, note, tone: 'plain', pressable: false });
  if (progress.is === 'busy') return { name, note: words.capturing, tone: 'busy', pressable: false };
  if (!around.hasLoan) return closed(words.noLoan);
  if (!around.canCapture) return closed(words.signIn);
  const said = sayWhat(found, progress, around);
  if (found.type !== 'input' || files > 0) return { name, ...said, pressable: true };
  return { name, note: said.note || words.chooseFirst, tone: said.tone, pressable: false };
}

type Said = Pick<Face, 'note' | 'tone'>;

/**
 * A refusal is about this very press. Otherwise what the background knows goes first, since it goes on when the page does
 * not; but with front and back on one page, one capture of the kind does not mean that both are there.
 */
function sayWhat(
  { kind }: FoundDocument,
  progress: Exclude<Progress, { is: 'busy' }>,
  { known, sameKind, words }: Surroundings,
): Said {
  if (progress.is === 'refused') return { note: progress.why, tone: 'bad' };
  const ofKind = known.filter((one) => one.kind === kind);
  const [first] = ofKind;
  if (first && (first.tone === 'bad' || ofKind.length >= sameKind)) return first;
  if (progress.is !== 'ready') return { note: words[progress.is], tone: 'good' };
  const note = first ? fillCounted(words.some, words.language, ofKind.length) : '';
  return { note, tone: 'plain' };
}
