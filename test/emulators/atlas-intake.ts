import { createHash } from 'node:crypto';
import type { Pulled, Read, Reading } from './atlas-reading';
import type { EmulatorWorld } from './world';

/** One file that a client told Atlas of. */
export interface ToldFile {
  readonly documentId: string;
  readonly fileUrl: string;
}

interface Misreading {
  readonly when: (document: Pulled) => boolean;
  readonly reading: Reading;
  left: number;
}

const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
/** First bytes of what the documentation speaks of: document images, and PDFs that portals hand out. */
const magics = [
  { at: 0, bytes: [0xff, 0xd8, 0xff] },
  { at: 0, bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { at: 8, bytes: ascii('WEBP') },
  { at: 0, bytes: ascii('GIF8') },
  { at: 0, bytes: ascii('BM') },
  { at: 0, bytes: ascii('II*\0') },
  { at: 0, bytes: ascii('MM\0*') },
  { at: 4, bytes: ascii('ftyphei') },
  { at: 0, bytes: ascii('%PDF-') },
] as const;

/** Fetches every file, keeps what came, and has it read. */
export function createIntake(world: EmulatorWorld, read: Read) {
  const pulls: Pulled[] = [];
  const misreadings: Misreading[] = [];

  async function judge(document: Pulled): Promise<Reading> {
    const { bytes, contentType = '', documentId } = document;
    if (!bytes) return unrecognised('The file could not be downloaded from its file_url');
    if (!isDocument(bytes)) return unrecognised('The file is neither an image nor a PDF');
    const misreading = misreadings.find(({ when, left }) => left > 0 && when(document));
    if (misreading) {
      misreading.left -= 1;
      return misreading.reading;
    }
    return read(bytes, contentType, documentId).catch((reason: unknown) =>
      unrecognised(
        `The file could not be processed: ${reason instanceof Error ? reason.message : 'unknown'}`,
      ),
    );
  }

  return {
    pulls,
    async pull(flowUuid: string, file: ToldFile): Promise<Pulled> {
      const bytes = await fetchBytes(world, file.fileUrl);
      if (!bytes) return { ...file, flowUuid };
      const sha256 = createHash('sha256').update(bytes.bytes).digest('hex');
      const pulled = { ...file, flowUuid, sha256, size: bytes.bytes.length, ...bytes };
      pulls.push(pulled);
      return pulled;
    },
    read: judge,
    /** The next `times` documents for which `when` holds get `reading`, whatever stands on them. */
    misread(times: number, reading: Reading, when: (document: Pulled) => boolean = () => true): void {
      misreadings.push({ when, reading, left: times });
    },
  };
}
export type Intake = ReturnType<typeof createIntake>;

/** `undefined` where there is nothing to be had: not reachable, refused, expired, withdrawn, broken off, empty. */
async function fetchBytes(world: EmulatorWorld, fileUrl: string) {
  try {
    const response = await world.fetch(new Request(fileUrl));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok || bytes.length === 0) return undefined;
    return { bytes, contentType: response.headers.get('content-type') ?? '' };
  } catch {
    return undefined;
  }
}

function isDocument(bytes: Uint8Array): boolean {
  return magics.some((magic) => magic.bytes.every((byte, index) => bytes[magic.at + index] === byte));
}

function unrecognised(reason: string): Reading {
  return { documentType: 'UNRECOGNISED', fields: {}, error_code: 'UNRECOGNISED', error_reason: reason };
}
