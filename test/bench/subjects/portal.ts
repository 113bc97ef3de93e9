import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { inTurn, median } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { openScene } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';
import { waitForControl } from '@/test/support/browser';

const KB = 1_000;
const MB = 1_000_000;
const SETTLE = 400;
const Loaded = z.object({ load: z.number(), long: z.array(z.number()) });

interface Visit {
  readonly load: number;
  readonly heap: number;
  readonly long: number;
}

export const portal: Subject = {
  name: 'portal',
  title: 'What the portal script costs a page with 1,000 images',
  includes:
    'the same page from the same server under two names, of which one is a portal of the organisation and the other is not: time from the start of the load to its end, JavaScript memory once the page has settled (page and script, after a collection), tasks of more than 50 ms.',
  leavesOut:
    'what the agent then does with the chips. Both visits are in one browser with the extension in it; the page without it is one where the script does not run.',
  async measure({ kit, quick, say }) {
    const [rounds, pictures] = quick ? [1, 100] : [15, 1_000];
    const scene = await openScene(kit);
    const visits: Record<string, Visit[]> = { without: [], with: [] };
    const side = (name: string, host: string) => async () => {
      const seen = await visit(scene, host, pictures, name === 'with');
      visits[name]?.push(seen);
      return seen.load;
    };
    try {
      const loads = await inTurn(
        { without: side('without', '127.0.0.1'), with: side('with', 'localhost') },
        rounds,
        say,
      );
      const of = (name: string, key: keyof Visit) => (visits[name] ?? []).slice(1).map((seen) => seen[key]);
      const script = join(kit.extension, 'portal.js');
      const bytes = statSync(script).size;
      const more = median(loads['with'] ?? []) / median(loads['without'] ?? []) - 1;
      const added = median(of('with', 'long')) - median(of('without', 'long'));
      return {
        series: [
          { name: 'load without', unit: 'ms', values: loads['without'] ?? [] },
          { name: 'load with', unit: 'ms', values: loads['with'] ?? [] },
          { name: 'memory without', unit: 'MB', values: of('without', 'heap') },
          { name: 'memory with', unit: 'MB', values: of('with', 'heap') },
          { name: 'long tasks without', unit: '', values: of('without', 'long') },
          { name: 'long tasks with', unit: '', values: of('with', 'long') },
        ],
        goals: [
          {
            says: 'kB of script',
            value: bytes / KB,
            kind: 'most',
            limit: 12,
            because:
              'finding documents, reading the loan, and fetching, with what a page may have wrong, are in it. Words and style sheets come as data with the profile. What fetches could be put into the page at the first press, for one more message then.',
          },
          {
            says: '% of load time added',
            value: more * 100,
            kind: 'most',
            limit: 2,
            because:
              'two visits of the same page differ by more than that on this machine (see the smallest and the largest), and so do two runs. The script comes when the page has been read, asks one question, and puts its chips beside the documents that it finds.',
          },
          { says: 'long tasks added', value: added, kind: 'most', limit: 0 },
        ],
        notes: [
          `the script is ${short(bytes)} kB, ${short(gzipSync(readFileSync(script)).byteLength)} kB when packed.`,
        ],
      };
    } finally {
      await scene.close();
    }
  },
};

const short = (bytes: number) => (bytes / KB).toFixed(1);

async function visit(scene: Scene, host: string, pictures: number, chips: boolean): Promise<Visit> {
  const page = await scene.browser.context.newPage();
  await page.goto(`http://${host}:${scene.lab.port}/loans/CDL-2026-${String(pictures).padStart(4, '0')}`);
  if (chips) await waitForControl(page, 'button', 'Capture Aadhaar card');
  await page.waitForTimeout(SETTLE);
  const { load, long } = Loaded.parse(
    await page.evaluate(
      '({ load: performance.getEntriesByType("navigation")[0].loadEventEnd, long: window.long })',
    ),
  );
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await page.close();
  return { load, heap: usedSize / MB, long: long.length };
}
