import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { extractText, getDocumentProxy } from 'unpdf';
import type { Read, Reading } from './atlas-reading';
import { judge, unrecognised } from './reader-judge';
import { typicalReadings } from './reader-typical';
import type { Transcript } from './reader-transcript';
import { fromLines, fromText } from './reader-transcript';

/** As a page first; where that finds too little, as one block of text, then as words strewn over a picture. */
const passes = [PSM.AUTO, PSM.SINGLE_BLOCK, PSM.SPARSE_TEXT] as const;

/**
 * Really reads images (JPEG, PNG, WebP) and PDFs with a text layer, offline, one at a time, about a second each.
 * What cannot be read at all is UNRECOGNISED; `read` does not reject. `close` ends its worker.
 */
export async function createTesseractReader(): Promise<{ read: Read; close(): Promise<void> }> {
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: languageData(),
    gzip: true,
    cacheMethod: 'none',
    // Without a handler of its own a broken picture ends the process.
    errorHandler: () => undefined,
  });

  async function scan(bytes: Uint8Array, mode: PSM): Promise<Transcript> {
    await worker.setParameters({ tessedit_pageseg_mode: mode, user_defined_dpi: '300' });
    const { data } = await worker.recognize(Buffer.from(bytes), {}, { blocks: true, text: false });
    const paragraphs = (data.blocks ?? []).flatMap((block) => block.paragraphs);
    return fromLines(paragraphs.flatMap(({ lines }) => lines));
  }

  async function readImage(bytes: Uint8Array): Promise<Reading> {
    let best = unrecognised('The document does not match any supported type');
    for (const mode of passes) {
      const reading = judge(await scan(bytes, mode));
      if (!reading.error_code) return reading;
      if (reading.error_code === 'INVALID_DOC') best = reading;
    }
    return best;
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    read(bytes, contentType) {
      const turn = last
        .then(() => (contentType.startsWith('application/pdf') ? readPdf(bytes) : readImage(bytes)))
        .catch(() => unrecognised('The file could not be opened'));
      last = turn;
      return turn;
    },
    async close() {
      await last;
      await worker.terminate();
    },
  };
}

async function readPdf(bytes: Uint8Array): Promise<Reading> {
  // The library takes the buffer over, so it gets its own.
  const { text } = await extractText(await getDocumentProxy(bytes.slice()), { mergePages: true });
  return judge(fromText(text));
}

function languageData(): string {
  const found = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  return join(dirname(found), '4.0.0_best_int');
}

/** A document as a script sees it. */
export interface Scripted {
  readonly sha256: string;
  readonly contentType: string;
  readonly documentId: string;
}

/**
 * Reads nothing: `script` says what is found, and where it says nothing the document is well read as the type
 * that `types` (sha256 to type) gives it, or as the next in a loan's usual order.
 */
export function createScriptedReader(
  script: (document: Scripted) => Reading | undefined = () => undefined,
  types: Readonly<Record<string, string>> = {},
): { read: Read } {
  const known = new Map<string, Reading>();
  return {
    async read(bytes, contentType, documentId) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const scripted = script({ sha256, contentType, documentId });
      if (scripted) return scripted;
      const earlier = known.get(sha256);
      if (earlier) return earlier;
      const type = types[sha256];
      const reading =
        typicalReadings.find(({ documentType }) => documentType === type) ?? inTurn(known.size, type);
      known.set(sha256, reading);
      return reading;
    },
  };
}

function inTurn(index: number, type: string | undefined): Reading {
  if (type !== undefined) return { documentType: type, fields: {} };
  return typicalReadings[index % typicalReadings.length] ?? { documentType: 'INVOICE', fields: {} };
}
