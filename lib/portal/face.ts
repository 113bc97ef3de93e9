import type { PortalWords } from '@/lib/domain/portal-words';
import type { FoundDocument } from './documents';
import { fill, fillCounted } from '@/lib/domain/fill';

/** How far the capture of one document on this page has come. */
export type Progress =
  | { readonly is: 'ready' }
  | { readonly is: 'busy' }
  | { readonly is: 'captured' }
  | { readonly is: 'already' }
  | { readonly is: 'refused'; readonly why: string };

/** What a chip shows. */
export interface Face {
  /** Name of the button. */
  readonly name: string;
  /** Said beside the name, empty for nothing. */
  readonly note: string;
  readonly tone: 'plain' | 'busy' | 'good' | 'bad';
  readonly pressable: boolean;
}

/** What the outbox knows of a kind of document: `state` in the words of the background's views. */
export interface KnownDocument {
  readonly kind: string;
  readonly state: string;
}

export interface Surroundings {
  readonly hasLoan: boolean;
  readonly canCapture: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly words: PortalWords;
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
      ? fillCounted(words.captureFiles, words.language, { label, count: files })
      : fill(words.capture, { label });
  const closed = (note: string): Face => ({ name, note, tone: 'plain', pressable: false });
  if (progress.is === 'busy') return { name, note: words.capturing, tone: 'busy', pressable: false };
  if (!around.hasLoan) return closed(words.noLoan);
  if (!around.canCapture) return closed(words.signIn);
  const said = sayProgress(progress, words) ?? sayKnown(found, around);
  if (found.type !== 'input' || files > 0) return { name, ...said, pressable: true };
  return { name, note: said.note || words.chooseFirst, tone: said.tone, pressable: false };
}

type Said = Pick<Face, 'note' | 'tone'>;

function sayProgress(progress: Exclude<Progress, { is: 'busy' }>, words: PortalWords): Said | undefined {
  if (progress.is === 'refused') return { note: progress.why, tone: 'bad' };
  return progress.is === 'ready' ? undefined : { note: words[progress.is], tone: 'good' };
}

const wrong = new Set(['refused', 'parked']);

/** With front and back on one page, one capture of the kind does not mean that both are there. */
function sayKnown(found: FoundDocument, { known, sameKind, words }: Surroundings): Said {
  const ofKind = known.filter(({ kind }) => kind === found.kind);
  if (ofKind.some(({ state }) => wrong.has(state))) return { note: words.attention, tone: 'bad' };
  if (ofKind.length === 0) return { note: '', tone: 'plain' };
  return ofKind.length >= sameKind
    ? { note: words.already, tone: 'good' }
    : { note: fillCounted(words.some, words.language, { count: ofKind.length }), tone: 'plain' };
}
