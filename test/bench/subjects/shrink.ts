import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { createWorker, OEM } from 'tesseract.js';
import { z } from 'zod';
import type { Goal, Measured } from '@/test/bench/measure';
import { inTurn, ratio, short } from '@/test/bench/measure';
import { openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';
import { samples } from '@/test/support/stack';

const KB = 1_000;
const SURE = 60;
const Made = z.object({ ms: z.number(), base64: z.base64() });

const photos = { '8 MP': 'photo-receipt-8mp.jpg', '16 MP': 'photo-page-16mp.jpg' };
const small = { '5 MP': 'photo-receipt-2500px.jpg' };

export const shrink: Subject = {
  name: 'shrink',
  title: 'Photos of 8 and 16 megapixels to what is sent',
  includes:
    'from the file’s bytes to the JPEG that Atlas is given: checking, decoding, turning, drawing at 2,800 px, encoding, and the small preview, in a page of the extension. browser-image-compression is told to reach the same number of bytes, in a page of its own. The text is what Tesseract reads in each with a certainty of 60 and more.',
  leavesOut: 'reading the file from disk and sealing (see take-in). Both run on the page’s own thread.',
  async measure({ kit, quick, say }) {
    const files = quick ? small : photos;
    const pages = Object.fromEntries(
      Object.values(files).map((name) => [
        `/${name}`,
        { type: 'image/jpeg', body: readFileSync(join(samples, name)) },
      ]),
    );
    const scene = await openScene(kit, { pages });
    const rival = await scene.rival('compression');
    const reader = quick ? undefined : await createReader();
    const all: Measured[] = [];
    try {
      for (const [label, name] of Object.entries(files)) {
        const url = JSON.stringify(`${scene.lab.url}/${name}`);
        let ours = Buffer.alloc(0);
        let theirs = Buffer.alloc(0);
        const sides = {
          satchel: async () => {
            const made = Made.parse(await run(scene.capture, `shrink(${url})`));
            ours = Buffer.from(made.base64, 'base64');
            return made.ms;
          },
          ...(rival && {
            rival: async () => {
              const made = Made.parse(await rival.evaluate(`rival.shrink(${url}, ${ours.byteLength})`));
              theirs = Buffer.from(made.base64, 'base64');
              return made.ms;
            },
          }),
        };
        const values = await inTurn(sides, quick ? 1 : 5, (line) => say(`${label}: ${line}`));
        const text = reader && (await words(reader, [readFileSync(join(samples, name)), ours, theirs]));
        all.push(judge(label, values, { ours, theirs, text }));
      }
    } finally {
      await reader?.terminate();
      await scene.close();
    }
    return {
      series: all.flatMap(({ series }) => series),
      goals: all.flatMap(({ goals }) => goals),
      notes: all.flatMap(({ notes = [] }) => notes),
    };
  },
};

interface Results {
  readonly ours: Buffer;
  readonly theirs: Buffer;
  /** Words in the original, in ours, in the rival's. */
  readonly text: readonly number[] | undefined;
}

function judge(label: string, values: Record<string, number[]>, { ours, theirs, text }: Results): Measured {
  const { satchel = [], rival = [] } = values;
  const [original = 0, mine = 0, other = 0] = text ?? [];
  const goals: Goal[] =
    rival.length === 0
      ? []
      : [
          {
            says: `times browser-image-compression, ${label}`,
            value: ratio(satchel, rival),
            kind: 'most',
            limit: 1,
          },
        ];
  if (rival.length > 0 && text)
    goals.push({
      says: `times the words read from its picture, ${label}`,
      value: other === 0 ? 1 : mine / other,
      kind: 'least',
      limit: 1,
      because:
        'on a crumpled receipt Tesseract reads neither well, and a few words more or less are chance: the photo itself, with four times the bytes, gives it fewer than either.',
    });
  const read = text ? `; words read: ${original} in the photo, ${mine} and ${other}` : '';
  return {
    series: Object.entries(values).map(([name, each]) => ({
      name: `${label}, ${name === 'rival' ? 'browser-image-compression' : name}`,
      unit: 'ms',
      values: each,
    })),
    goals,
    notes: [
      `${label}: ${short(ours.byteLength / KB)} kB sent, browser-image-compression ${short(theirs.byteLength / KB)} kB${read}.`,
    ],
  };
}

type Reader = Awaited<ReturnType<typeof createReader>>;

function createReader() {
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'));
  return createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(data, '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
  });
}

/** How many words of three letters and more each picture gives. */
async function words(reader: Reader, pictures: readonly Buffer[]): Promise<number[]> {
  const counts: number[] = [];
  for (const picture of pictures) {
    if (picture.byteLength === 0) {
      counts.push(0);
      continue;
    }
    const { data } = await reader.recognize(picture, {}, { blocks: true, text: false });
    const found = (data.blocks ?? [])
      .flatMap((block) => block.paragraphs)
      .flatMap((paragraph) => paragraph.lines)
      .flatMap((line) => line.words)
      .filter(({ text, confidence }) => confidence >= SURE && text.replaceAll(/\W/g, '').length >= 3);
    counts.push(found.length);
  }
  return counts;
}
