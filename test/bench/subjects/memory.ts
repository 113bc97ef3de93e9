import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { median, short } from '@/test/bench/measure';
import { openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

const MB = 1_000_000;
const PAGE_BYTES = 4_096;
const EACH = 5;
const SAMPLE = 50;
const SETTLE = 3_000;
/** Long enough for the peak to show; on a slow machine not for all of them. */
const BUDGET = 100_000;

export const memory: Subject = {
  name: 'memory',
  title: 'Memory of the background while 500 × 10 MB drain',
  includes:
    'the whole process that the background runs in, with the two pages of the bench: pages of memory that are its own (resident less shared), every 50 ms, peak over the median of three quiet seconds before, in which nothing is left of what the pages wrote the documents with.',
  leavesOut:
    'the browser’s own processes, which hold what is on the wire. The bytes are written straight into the database: what is measured is sending them, not taking them in. One round, ended after 100 s: 5 GB are enough to wait for.',
  async measure({ kit, quick, say }) {
    const [count, size] = quick ? [10, 2 * MB] : [500, 10 * MB];
    const scene = await openScene(kit);
    try {
      await scene.fresh();
      await run(scene.popup, 'lock()');
      await run(
        scene.popup,
        `seed({ flows: ${count / EACH}, each: ${EACH}, state: 'captured', size: ${size} })`,
      );
      await run(scene.popup, 'nameKey()');
      say(`${count} × ${size / MB} MB are on the device`);
      // Garbage of theirs that goes meanwhile would be taken for room.
      for (const page of [scene.popup, scene.capture]) await collect(page);
      const idle = await quiet();
      let peak = 0;
      const timer = setInterval(() => {
        peak = Math.max(peak, ownMemory());
      }, SAMPLE);
      const startedAt = performance.now();
      await run(scene.popup, 'unlock()');
      await run(scene.popup, 'wake()');
      const passed = () => performance.now() - startedAt;
      while (scene.lab.puts() < count && passed() < BUDGET)
        await new Promise((resolve) => setTimeout(resolve, SAMPLE));
      clearInterval(timer);
      const sent = scene.lab.puts();
      if (sent === 0) throw new Error(`nothing of ${count} was stored in ${BUDGET / 1_000} s`);
      const seconds = (performance.now() - startedAt) / 1_000;
      return {
        series: [
          { name: 'idle', unit: 'MB', values: [idle / MB] },
          { name: 'peak', unit: 'MB', values: [peak / MB] },
          { name: 'drain', unit: 's', values: [seconds] },
        ],
        goals: [
          {
            says: 'MB at the peak over idle',
            value: (peak - idle) / MB,
            kind: 'most',
            limit: 64,
            because:
              'no byte of a document is read. What is counted is garbage that the engine has not collected yet: records parsed when they are written, requests with their answers, and a young generation that grew with what survived in it; after a collection about a quarter of it is left.',
          },
        ],
        notes: [
          `${sent} of ${count} were stored in that time, ${short((sent * size) / MB / seconds)} MB a second.`,
        ],
      };
    } finally {
      await scene.close();
    }
  },
};

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
