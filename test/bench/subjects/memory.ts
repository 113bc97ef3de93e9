import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { inTurn, median } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

const MB = 1_000_000;
const PAGE_BYTES = 4_096;
const EACH = 5;
const SAMPLE = 50;
const SETTLE = 3_000;
/** Of the five hundred; what is to be compiled and opened is so by then. */
const WARM_UP = 50;

export const memory: Subject = {
  name: 'memory',
  title: 'Memory of the background while 500 × 10 MB drain',
  includes:
    'the whole process that the background runs in, with the two pages of the bench: pages of memory that are its own (resident less shared), every 50 ms, peak over the median of three quiet seconds before, in which nothing is left of what the pages wrote the documents with. Beside it the floor: a page of the same process puts the same bytes from the database to the store, six at a time, and does nothing else.',
  leavesOut:
    'the browser’s own processes, which hold what is on the wire. The bytes are written straight into the database: what is measured is sending them, not taking them in.',
  async measure({ kit, quick, say }) {
    const [all, size, rounds] = quick ? [10, 2 * MB, 1] : [500, 10 * MB, 5];
    const scene = await openScene(kit);
    const countOf = (isWarmUp: boolean) => (isWarmUp ? Math.min(WARM_UP, all) : all);
    try {
      const values = await inTurn(
        {
          satchel: async (isWarmUp) => {
            const count = countOf(isWarmUp);
            await stock(scene, count, size);
            const before = scene.lab.puts();
            return peakOver(scene, async () => {
              await run(scene.popup, 'unlock()');
              await run(scene.popup, 'wake()');
              while (scene.lab.puts() < before + count)
                await new Promise((resolve) => setTimeout(resolve, SAMPLE));
            });
          },
          floor: async (isWarmUp) => {
            await stock(scene, countOf(isWarmUp), size);
            const over = await peakOver(scene, () => run(scene.popup, `putStored('${scene.lab.url}')`));
            await run(scene.popup, 'unlock()');
            return over;
          },
        },
        rounds,
        say,
      );
      const { satchel = [] } = values;
      return {
        series: Object.entries(values).map(([name, each]) => ({ name, unit: 'MB', values: each })),
        goals: [
          {
            says: 'MB at the peak over idle',
            value: median(satchel),
            kind: 'most',
            limit: 64,
            because:
              'no byte of a document is read. What is counted is garbage that the engine has not collected yet: records parsed when they are written, requests with their answers, and a young generation that grew with what survived in it; after a collection about a quarter of it is left.',
          },
        ],
      };
    } finally {
      await scene.close();
    }
  },
};

/** That many captures on the device, of an agent who sends nothing yet. */
async function stock(scene: Scene, count: number, size: number): Promise<void> {
  await scene.fresh();
  await run(scene.popup, 'lock()');
  await run(scene.popup, `seed({ flows: ${count / EACH}, each: ${EACH}, state: 'captured', size: ${size} })`);
  await run(scene.popup, 'nameKey()');
}

/** Megabytes that the process takes while it works, at the most, beyond what it takes when nothing happens. */
async function peakOver(scene: Scene, work: () => Promise<unknown>): Promise<number> {
  // Garbage of the pages that goes meanwhile would be taken for room.
  for (const page of [scene.popup, scene.capture]) await collect(page);
  const idle = await quiet();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, ownMemory());
  }, SAMPLE);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return (peak - idle) / MB;
}

async function collect(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}

/** What it is when nothing happens. */
async function quiet(): Promise<number> {
  const seen = new Array<number>();
  for (const until = performance.now() + SETTLE; performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE));
    seen.push(ownMemory());
  }
  return median(seen);
}

/** Bytes that belong to the browser's processes for extensions alone. */
function ownMemory(): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + (isExtension(pid) ? ownOf(pid) : 0), 0);
}

function isExtension(pid: string): boolean {
  return read(`/proc/${pid}/cmdline`).includes('--extension-process');
}

function ownOf(pid: string): number {
  const [, resident = 0, shared = 0] = read(`/proc/${pid}/statm`).split(' ').map(Number);
  return (resident - shared) * PAGE_BYTES;
}

/** A process may have ended since it was listed. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
