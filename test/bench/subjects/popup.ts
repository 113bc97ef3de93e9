import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Goal } from '@/test/bench/measure';
import { inTurn, ratio } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';
import { killWorker } from '@/test/support/browser';

const EACH = 5;
const Seen = z.object({ painted: z.number(), interactive: z.number() });
type Seen = z.infer<typeof Seen>;

/** Notes when the first frame with the list in it has been painted, and when the page is idle after that. */
const watch = `
  self.seen = new Promise((resolve) => {
    const there = () => document.querySelector('article, .empty, [class*=empty]');
    const look = () => {
      if (!there()) return false;
      requestAnimationFrame(() => setTimeout(() => {
        const painted = performance.now();
        requestIdleCallback(() => resolve({ painted, interactive: performance.now() }));
      }, 0));
      return true;
    };
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true });
  });
`;

export const popup: Subject = {
  name: 'popup',
  title: 'Opening the popup with 0, 200 and 10,000 documents stored, worker awake and asleep',
  includes:
    'from the start of the page’s load to the first frame with the list in it, and on to the first idle moment: the page, React, the messages to the background and their answers; asleep: starting the worker, too.',
  leavesOut:
    'the browser’s own work of opening the popup’s window, which no program can press (the page is opened in a tab of its size). The records are of verified loans of five documents each, as they stand after months. With 10,000 there is one round after the warm-up: it takes long. The empty popup is a page of the same build: React and one line.',
  async measure({ kit, quick, say }) {
    const sizes = quick ? [0, 50] : [0, 200, 10_000];
    const scene = await openScene(kit);
    const painted = new Map<string, number[]>();
    const interactive = new Map<string, number[]>();
    try {
      for (const size of sizes) {
        await scene.fresh();
        const seed = `seed({ flows: ${size / EACH}, each: ${EACH}, state: 'read', size: 300_000 })`;
        if (size > 0) await run(scene.popup, seed);
        // Ten thousand take long to draw, on some machines half a minute.
        const rounds = quick || size > 1_000 ? 1 : 5;
        const side = (name: string, path: string, asleep: boolean) => async () => {
          const seen = await open(scene, path, asleep);
          const key = `${name}, ${size}`;
          interactive.set(key, [...(interactive.get(key) ?? []), seen.interactive]);
          return seen.painted;
        };
        const values = await inTurn(
          {
            empty: side('empty', 'bench/empty.html', false),
            awake: side('awake', 'popup.html', false),
            asleep: side('asleep', 'popup.html', true),
          },
          rounds,
          (line) => say(`${size} documents, painted: ${line}`),
        );
        for (const [name, each] of Object.entries(values)) painted.set(`${name}, ${size}`, each);
      }
    } finally {
      await scene.close();
    }
    const series = [...painted].flatMap(([name, values]) => [
      { name: `${name}: painted`, unit: 'ms', values },
      { name: `${name}: interactive`, unit: 'ms', values: (interactive.get(name) ?? []).slice(1) },
    ]);
    return { series, goals: goalsOf(painted, sizes) };
  },
};

function goalsOf(painted: ReadonlyMap<string, number[]>, sizes: readonly number[]): Goal[] {
  const of = (name: string) => painted.get(name) ?? [];
  const [, few = 0, many = few] = sizes;
  const because =
    'one message, asked first of all, is under way while React is loaded; what remains is drawing two loans with their documents, and a style sheet, where the empty popup draws a line.';
  return [
    {
      says: `times the empty popup, with ${few} documents, worker awake`,
      value: ratio(of(`awake, ${few}`), of(`empty, ${few}`)),
      kind: 'most',
      limit: 1.5,
      because,
    },
    {
      says: `times itself with ${few} documents, at ${many.toLocaleString('en')}`,
      value: ratio(of(`awake, ${many}`), of(`awake, ${few}`)),
      kind: 'most',
      limit: 1.15,
      because: 'every loan there is is read, parsed, sent and drawn; the list has no end and no pages.',
    },
  ];
}

async function open(scene: Scene, path: string, asleep: boolean): Promise<Seen> {
  if (asleep) await killWorker(scene.popup);
  else await run(scene.popup, 'wake()');
  const page: Page = await scene.browser.context.newPage();
  await page.setViewportSize({ width: 400, height: 600 });
  await page.addInitScript(watch);
  await page.goto(`chrome-extension://${scene.browser.id}/${path}`);
  const seen = Seen.parse(await page.evaluate('self.seen'));
  await page.close();
  return seen;
}
