import { inTurn, ratio } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { ids, milliseconds, openScene, run } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

const MB = 1_000_000;

export const drain: Subject = {
  name: 'drain',
  title: 'Draining: 100 × 2 MB from the outbox to a loopback store, six at a time',
  includes:
    'from the word that somebody is signed in again to every document recorded as stored: reading the bytes, asking the broker for signed addresses (which verifies the token and looks whether the store has them), the PUT, two strict transactions a document, badge and news to pages.',
  leavesOut:
    'the store’s own work: the lab takes the bytes and checks nothing, for all three alike. The floor and Uppy send from memory to addresses that nobody had to sign.',
  async measure({ kit, quick, say }) {
    const [count, rounds] = quick ? [6, 1] : [100, 5];
    const scene = await openScene(kit);
    const uppy = await scene.rival('uppy');
    try {
      const values = await inTurn(
        {
          satchel: () => drainOnce(scene, count),
          floor: () =>
            milliseconds(scene.capture, `putAll(${JSON.stringify(scene.lab.url)}, ${count}, ${2 * MB})`),
          ...(uppy && {
            uppy: async () => {
              await uppy.evaluate(`rival.takeIn(${count}, ${2 * MB})`);
              const took = Number(await uppy.evaluate('rival.drain()'));
              await uppy.evaluate('rival.clear()');
              return took;
            },
          }),
        },
        rounds,
        say,
      );
      const { satchel = [], floor = [], uppy: rival } = values;
      const because =
        'Every document costs two strict transactions beside its PUT, and its record is parsed and written as a whole in each.';
      return {
        series: Object.entries(values).map(([name, each]) => ({ name, unit: 'ms', values: each })),
        goals: [
          { says: 'times the floor', value: ratio(satchel, floor), kind: 'most', limit: 1.25, because },
          ...(rival
            ? [
                {
                  says: 'times Uppy’s S3 plugin',
                  value: ratio(satchel, rival),
                  kind: 'most' as const,
                  limit: 1,
                  because:
                    'Uppy holds the bytes in memory, asks nobody for an address here, and writes nothing down.',
                },
              ]
            : []),
        ],
      };
    } finally {
      await scene.close();
    }
  },
};

async function drainOnce(scene: Scene, count: number): Promise<number> {
  await scene.fresh();
  const flows = await ids(
    scene.popup,
    `seed({ flows: ${Math.ceil(count / 5)}, each: 1, state: 'read', size: 1000 })`,
  );
  await run(scene.popup, 'lock()');
  await run(scene.capture, `takeIn(${JSON.stringify(flows)}, ${count}, ${2 * MB})`);
  await run(scene.popup, 'unlock()');
  const before = scene.lab.puts();
  const startedAt = performance.now();
  await run(scene.popup, 'wake()');
  while (scene.lab.puts() < before + count) await new Promise((resolve) => setTimeout(resolve, 2));
  await run(scene.popup, `until('stored', 'read')`);
  return performance.now() - startedAt;
}
