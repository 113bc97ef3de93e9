import type { Failed } from '@/lib/domain/failed';
import { toFailed } from '@/lib/domain/failed';
import type { PortalWords } from '@/lib/domain/portal-words';
import type { FoundDocument } from './documents';
import type { Ended } from './face';
import { type FetchPorts, fetchDocument } from './fetch-document';
import type { Loan } from './loan';
import { fill, numeral } from '@/lib/domain/fill';

/** What the background is asked to keep. */
export interface CaptureInput extends Loan {
  readonly kind?: string | undefined;
  /** The failed document that the chip speaks of. */
  readonly slotId?: string | undefined;
  readonly source: 'portal-image' | 'portal-link' | 'portal-input';
  readonly bytes: Blob;
}

export interface Kept {
  /** It held them before. */
  readonly already: boolean;
  /** They have taken the failed document's place. */
  readonly retaken?: true;
}

export interface CapturePorts {
  /** Resolves once the outbox holds the bytes durably, and says what they are to it. Throws `Failed`. */
  capture(input: CaptureInput): Promise<Kept>;
  readonly world: FetchPorts;
  /** The largest capture a message carries, in bytes. */
  readonly maxBytes: number;
}

/** How it ended, and the chosen files that are still to be captured. */
export interface Captured {
  readonly progress: Ended;
  readonly left: readonly File[];
}

const sources = {
  image: 'portal-image',
  frame: 'portal-link',
  link: 'portal-link',
  input: 'portal-input',
} as const;

/** Captures what a chip stands for: the document, or every file chosen in the portal's input. Never throws. */
export async function captureDocument(
  found: FoundDocument,
  loan: Loan & Pick<CaptureInput, 'slotId'>,
  files: readonly File[],
  words: PortalWords,
  ports: CapturePorts,
): Promise<Captured> {
  const about = { ...loan, kind: found.kind, source: sources[found.type] };
  const tries: ReadonlyArray<() => Promise<Blob>> =
    found.type === 'input'
      ? files.map((file) => () => copyOf(file, ports.maxBytes))
      : [() => fetchDocument(found, ports.maxBytes, ports.world)];
  const ends: End[] = [];
  // One after the other: each may be 50 MB.
  for (const bytes of tries)
    ends.push(await tryOne(bytes, (blob) => ports.capture({ ...about, bytes: blob })));
  return { progress: sumUp(ends, words), left: files.filter((_, index) => ends[index]?.failed) };
}

interface End extends Partial<Kept> {
  readonly failed?: Failed;
}

async function tryOne(bytes: () => Promise<Blob>, keep: (blob: Blob) => Promise<Kept>): Promise<End> {
  try {
    return await keep(await bytes());
  } catch (thrown) {
    return { failed: toFailed(thrown) };
  }
}

/** The bytes without the file's name, which may say whose they are. */
async function copyOf(file: File, maxBytes: number): Promise<Blob> {
  // Too large to be sent is too large to be read: the background says the reason for everything else.
  return file.size > maxBytes ? file.slice(0, maxBytes + 1) : new Blob([await file.arrayBuffer()]);
}

function sumUp(ends: readonly End[], words: PortalWords): Ended {
  const failed = ends.find((end) => end.failed)?.failed;
  const captured = ends.filter((end) => !end.failed).length;
  if (failed) {
    const why = sayWhy(failed, words);
    if (captured === 0) return { is: 'refused', why };
    const said = (count: number) => numeral(words.language, count);
    const values = { captured: said(captured), total: said(ends.length), why };
    return { is: 'refused', why: fill(words.partly, values) };
  }
  if (ends.some(({ retaken }) => retaken)) return { is: 'retaken' };
  return { is: ends.every(({ already }) => already) ? 'already' : 'captured' };
}

/** The agent's words for a failure. */
export function sayWhy({ code, reason }: Failed, words: PortalWords): string {
  return (reason && words.reasons[reason]) ?? words.codes[code];
}
