import type { Goal } from '@/test/bench/measure';
import { median } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { ids, openScene, run } from '@/test/bench/scene';
import type { Kit } from '@/test/bench/scene';
import type { Subject } from '@/test/bench/subject';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SIZE = 20_000;
const SETTLE = 400;

/** What a client asks; what Atlas and the broker ask each other is not its chatter. */
const asks: Readonly<Record<string, RegExp>> = {
  sign: /^\/v1\/uploads$/,
  evidence: /^\/v1\/evidence$/,
  grant: /^\/v1\/atlas-token$/,
  open: /\/flow\/init$/,
  submit: /\/multiupload$/,
  status: /\/verification\/status$/,
  extracts: /\/verification\/extracts$/,
};

export const chatter: Subject = {
  name: 'chatter',
  title: 'Requests from capture to verdict for 1, 10 and 50 documents a loan, and while Atlas works',
  includes:
    'every request of the extension to the broker and to Atlas beside the one PUT a document: the grant, signing, opening the flow, telling Atlas, asking how far it is, and the broker’s evidence. The documents are captured one after the other while the line is up, as an agent does, and sent when the last one is stored.',
  leavesOut:
    'signing in and the organisation’s settings. Atlas takes 0.15 s in all here, so that the asking counted is the least there can be; the polls of a minute are counted on a flow at which Atlas is slow.',
  async measure({ kit, quick, say }) {
    const [sets, rounds] = quick ? [[1], 1] : [[1, 10, 50], 5];
    const counted = new Map<number, Array<Record<string, number>>>(sets.map((count) => [count, []]));
    const scene = await openScene(kit);
    try {
      for (let round = 0; round < rounds; round += 1)
        for (const [count, each] of counted) {
          each.push(await toVerdict(scene, count));
          say(`${count} documents: ${JSON.stringify(each.at(-1))}`);
        }
    } finally {
      await scene.close();
    }
    const polls = quick ? [] : await whileAtlasWorks(kit, rounds);
    return {
      series: [
        ...[...counted].map(([count, each]) => ({
          name: `${count} documents, beyond one PUT each`,
          unit: 'requests',
          values: each.map(total),
        })),
        ...(quick ? [] : [{ name: 'in the first minute that Atlas works', unit: 'requests', values: polls }]),
      ],
      goals: [...counted].map(([count, each]): Goal => ({
        says: `requests beyond one PUT a document, for ${count}`,
        value: median(each.map(total)),
        kind: 'most',
        limit: 3 + count / 50,
        because:
          'opening the flow, telling Atlas and signing are one request each, and a look at Atlas is two: the status has the stages, the extracts the documents. A capture goes as soon as it is there, so those of a long set are signed by one request a second. A grant is asked for once an hour.',
      })),
      notes: [...counted].flatMap(([count, each]) =>
        [...new Set(each.map(listed))].map((one) => `${count} documents: ${one}.`),
      ),
    };
  },
};

const total = (each: Readonly<Record<string, number>>) =>
  Object.values(each).reduce((sum, count) => sum + count, 0);
const listed = (each: Readonly<Record<string, number>>) =>
  Object.entries(each)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function count({ backend }: Scene): Record<string, number> {
  const paths = [...backend.broker.requests, ...backend.atlas.emulator.requests].map(
    ({ path }) => path.split('?')[0] ?? '',
  );
  return Object.fromEntries(
    Object.entries(asks).map(([name, pattern]) => [name, paths.filter((path) => pattern.test(path)).length]),
  );
}

function since(scene: Scene, before: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(count(scene)).map(([name, now]) => [name, now - (before[name] ?? 0)]),
  );
}

async function sendSet(scene: Scene, documents: number): Promise<void> {
  await scene.fresh();
  const flows = await ids(scene.popup, `seed({ flows: 1, each: 1, state: 'read', size: 1000 })`);
  await run(scene.capture, `takeIn(${JSON.stringify(flows)}, ${documents}, ${SIZE})`);
  await run(scene.popup, `until('stored', 'read')`);
  await run(scene.popup, `send(${JSON.stringify(flows)})`);
}

async function toVerdict(scene: Scene, documents: number): Promise<Record<string, number>> {
  const before = count(scene);
  await sendSet(scene, documents);
  await run(scene.popup, `until('read')`);
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  return since(scene, before);
}

/** Requests while Atlas takes longer than anybody looks. */
async function whileAtlasWorks(kit: Kit, rounds: number): Promise<number[]> {
  const scene = await openScene(kit, { stageMs: 10 * 60 * SECOND });
  const counts: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await sendSet(scene, 1);
      await run(scene.popup, `until('sent', 'read')`);
      const before = count(scene);
      await new Promise((resolve) => setTimeout(resolve, MINUTE));
      counts.push(total(since(scene, before)));
    }
    return counts;
  } finally {
    await scene.close();
  }
}
