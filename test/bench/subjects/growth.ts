import { median, ratio } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { ids, milliseconds, openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

/** Of a loan: even ten documents fill the five loans that a list opens with. */
const EACH = 2;
const SIZE = 300_000;

const acts = ['take-in', 'list', 'drain step'] as const;
type Act = (typeof acts)[number];

export const growth: Subject = {
  name: 'growth',
  title: 'What one act takes when much is stored: 10, 1,000, 10,000 and 50,000 documents',
  includes:
    'taking in one document of 300 kB; asking the background for the list; one document from the outbox to the store. All with that many documents of verified loans, two each, on the device.',
  leavesOut:
    'the bytes of what is stored: after a good verdict they are gone a day later, and only records stay. Sizes come one after the other, not in turn: an outbox of 50,000 takes a while to make.',
  async measure({ kit, quick, say }) {
    const sizes = quick ? [10, 100] : [10, 1_000, 10_000, 50_000];
    const scene = await openScene(kit);
    const taken = new Map<string, number[]>();
    const of = (act: Act, size: number) => taken.get(`${act}, ${size}`) ?? [];
    try {
      for (const size of sizes) {
        const rounds = quick ? 1 : 5;
        await scene.fresh();
        const flows = await ids(
          scene.popup,
          `seed({ flows: ${size / EACH}, each: ${EACH}, state: 'read', size: ${SIZE} })`,
        );
        for (let round = 0; round <= rounds; round += 1) {
          const flow = flows[round % flows.length] ?? '';
          const values = await once(scene, flow);
          for (const act of acts)
            if (round > 0) taken.set(`${act}, ${size}`, [...of(act, size), values[act]]);
        }
        say(
          `${size} documents: ${acts.map((act) => `${act} ${median(of(act, size)).toFixed(0)} ms`).join(', ')}`,
        );
      }
    } finally {
      await scene.close();
    }
    const [least = 0] = sizes;
    const judged = quick ? (sizes.at(-1) ?? 0) : 10_000;
    const because: Record<Act, string> = {
      'take-in': 'the witness is read and written as a whole.',
      list: 'beside the five finished loans that are shown it asks what is unfinished.',
      'drain step': 'a pass reads what is unfinished, and so does the badge, once in a worker’s life.',
    };
    return {
      series: [...taken].map(([name, values]) => ({ name, unit: 'ms', values })),
      goals: acts.map((act) => ({
        says: `times itself at ${least}: ${act} at ${judged.toLocaleString('en')}`,
        value: ratio(of(act, judged), of(act, least)),
        kind: 'most',
        limit: 1.2,
        because: because[act],
      })),
    };
  },
};

async function once(scene: Scene, flow: string): Promise<Record<Act, number>> {
  await run(scene.popup, 'lock()');
  const takeIn = await milliseconds(scene.capture, `takeIn(${JSON.stringify([flow])}, 1, ${SIZE})`);
  const list = await milliseconds(scene.popup, 'list()');
  await run(scene.popup, 'unlock()');
  const before = scene.lab.puts();
  const startedAt = performance.now();
  await run(scene.popup, 'wake()');
  while (scene.lab.puts() === before) await new Promise((resolve) => setTimeout(resolve, 1));
  const step = performance.now() - startedAt;
  await run(scene.popup, `untilStored(${JSON.stringify(flow)})`);
  return { 'take-in': takeIn, list, 'drain step': step };
}
