import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Goal } from '@/test/bench/measure';
import { inTurn, ratio } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';
import { killWorker } from '@/test/support/browser';

/** What is stored: many loans that are finished, as after months, or fewer that wait for the agent, each a large one. */
const stores = {
  finished: { each: 5, state: 'read', sizes: [0, 200, 10_000], quick: [0, 50, 100] },
  waiting: { each: 20, state: 'refused', sizes: [200, 4_000], quick: [80, 160] },
} as const;
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
  title:
    'Opening the popup with 0, 200 and 10,000 documents stored, worker awake and asleep; and with 4,000 that wait',
  includes:
    'from the start of the page’s load to the first frame with the list in it, and on to the first idle moment: the page, React, the messages to the background and their answers; asleep: starting the worker, too.',
  leavesOut:
    'the browser’s own work of opening the popup’s window, which no program can press (the page is opened in a tab of its size). Finished are verified loans of five documents each, as they stand after months; waiting are loans of twenty that Atlas refused, so that nothing of them moves by itself. The empty popup is a page of the same build: React and one line.',
  async measure({ kit, quick, say }) {
    const scene = await openScene(kit);
    const painted = new Map<string, number[]>();
    const interactive = new Map<string, number[]>();
    try {
      for (const [kind, { each, state, ...of }] of Object.entries(stores))
        for (const size of quick ? of.quick : of.sizes) {
          await scene.fresh();
          const seed = `seed({ flows: ${size / each}, each: ${each}, state: '${state}', size: 300_000 })`;
          if (size > 0) await run(scene.popup, seed);
          const side = (name: string, path: string, asleep: boolean) => async () => {
            const seen = await open(scene, path, asleep);
            const key = nameOf(name, kind, size);
            interactive.set(key, [...(interactive.get(key) ?? []), seen.interactive]);
            return seen.painted;
          };
          const values = await inTurn(
            {
              empty: side('empty', 'bench/empty.html', false),
              awake: side('awake', 'popup.html', false),
              asleep: side('asleep', 'popup.html', true),
            },
            quick ? 1 : 5,
            (line) => say(`${size} documents, ${kind}, painted: ${line}`),
          );
          for (const [name, all] of Object.entries(values)) painted.set(nameOf(name, kind, size), all);
        }
    } finally {
      await scene.close();
    }
    const series = [...painted].flatMap(([name, values]) => [
      { name: `${name}: painted`, unit: 'ms', values },
      { name: `${name}: interactive`, unit: 'ms', values: (interactive.get(name) ?? []).slice(1) },
    ]);
    return { series, goals: goalsOf(painted, quick) };
  },
};

const nameOf = (side: string, kind: string, size: number) => `${side}, ${size} ${kind}`;

function goalsOf(painted: ReadonlyMap<string, number[]>, quick: boolean): Goal[] {
  const of = (...key: Parameters<typeof nameOf>) => painted.get(nameOf(...key)) ?? [];
  const sizesOf = (kind: keyof typeof stores) => (quick ? stores[kind].quick : stores[kind].sizes).slice(-2);
  const grows = (kind: keyof typeof stores, because: string): Goal => {
    const [few = 0, many = few] = sizesOf(kind);
    return {
      says: `times itself with ${few} documents, at ${many.toLocaleString('en')}, ${kind}`,
      value: ratio(of('awake', kind, many), of('awake', kind, few)),
      kind: 'most',
      limit: 1.15,
      because,
    };
  };
  const [few = 0] = sizesOf('finished');
  return [
    {
      says: `times the empty popup, with ${few} documents, worker awake`,
      value: ratio(of('awake', 'finished', few), of('empty', 'finished', few)),
      kind: 'most',
      limit: 1.5,
      because:
        'one message, asked first of all, is under way while React is loaded; what remains is drawing the loans that there is room for, and a style sheet, where the empty popup draws a line.',
    },
    grows(
      'finished',
      'of finished loans the last five are read, by an index, whatever else there is; each is sent and drawn as one line.',
    ),
    grows(
      'waiting',
      'every record that is not finished is read and parsed, to say how its loan stands and how many documents wait; sent is a line for each, drawn are those in sight.',
    ),
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
