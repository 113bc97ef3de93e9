import { createLink } from '@/test/bench/link';
import type { Goal } from '@/test/bench/measure';
import { median, ratio } from '@/test/bench/measure';
import type { Scene } from '@/test/bench/scene';
import { ids, milliseconds, openScene, run } from '@/test/bench/scene';
import type { Run, Subject } from '@/test/bench/subject';

const SECOND = 1_000;
const DOCUMENTS = 20;
const EACH = 5;

interface Line {
  readonly name: string;
  readonly bitsPerSecond: number;
  readonly roundTripMs: number;
  /** Bytes a document. */
  readonly size: number;
  readonly rounds: number;
}

const lines: readonly Line[] = [
  { name: '2 Mbit/s, 300 ms', bitsPerSecond: 2_000_000, roundTripMs: 300, size: 200_000, rounds: 5 },
  { name: '64 kbit/s, 600 ms', bitsPerSecond: 64_000, roundTripMs: 600, size: 15_000, rounds: 5 },
];
const quickLines: readonly Line[] = [
  { name: '20 Mbit/s, 30 ms', bitsPerSecond: 20_000_000, roundTripMs: 30, size: 20_000, rounds: 1 },
];

export const fieldLine: Subject = {
  name: 'field-line',
  title: 'Twenty documents to "submitted" over a field line',
  includes:
    'from the word that the agent is signed in to Atlas having been told of the last document of four loans: grant, signing, PUTs, opening the flows, telling Atlas, all over one shaped line (bandwidth each way, delay, a round trip to open a connection), and all that is said in HTTP beside the bytes. Beside it the same documents one after the other, set after set, as ODK Collect and Enketo send, with this client’s own requests.',
  leavesOut:
    'lost packets and a bandwidth that changes; encryption of the line. No warm-up: the line is what they wait for.',
  async measure(run_) {
    const measured: Array<{ line: Line; satchel: number[]; single: number[] }> = [];
    for (const line of run_.quick ? quickLines : lines)
      measured.push({ line, ...(await overLine(line, run_)) });
    return {
      series: measured.flatMap(({ line, satchel, single }) => [
        { name: `${line.name}: satchel`, unit: 's', values: satchel },
        { name: `${line.name}: one at a time`, unit: 's', values: single },
        { name: `${line.name}: bytes ÷ bandwidth`, unit: 's', values: [least(line)] },
      ]),
      goals: measured.flatMap(({ line, satchel, single }): Goal[] => [
        {
          says: `% of the line used, ${line.name}`,
          value: (100 * least(line)) / median(satchel),
          kind: 'least',
          limit: 90,
          because:
            'only the documents’ own bytes count as use: what is said around them (headers, signed addresses, tokens, the grant, flows, telling Atlas) and the round trips before the first and after the last PUT are the rest.',
        },
        {
          says: `times the seconds of one at a time, ${line.name}`,
          value: ratio(satchel, single),
          kind: 'most',
          limit: 1,
        },
      ]),
    };
  },
};

/** Seconds that the bytes alone need. */
const least = ({ size, bitsPerSecond }: Line) => (DOCUMENTS * size * 8) / bitsPerSecond;

async function overLine(line: Line, { kit, say }: Run) {
  const link = createLink(line);
  const scene = await openScene(kit, { link });
  const satchel: number[] = [];
  const single: number[] = [];
  try {
    for (let round = 0; round < line.rounds; round += 1) {
      satchel.push(await bySatchel(scene, await prepare(scene, line)));
      await prepare(scene, line);
      single.push((await milliseconds(scene.popup, 'oneAtATime()')) / SECOND);
      say(
        `${line.name}: satchel ${satchel.at(-1)?.toFixed(1)} s, one at a time ${single.at(-1)?.toFixed(1)} s`,
      );
    }
  } finally {
    await scene.close();
    await link.close();
  }
  return { satchel, single };
}

/** Twenty captures on the device, sent by an agent who is not signed in. */
async function prepare(scene: Scene, { size }: Line): Promise<string[]> {
  await scene.fresh();
  const flows = await ids(
    scene.popup,
    `seed({ flows: ${DOCUMENTS / EACH}, each: 1, state: 'read', size: 1000 })`,
  );
  await run(scene.popup, 'lock()');
  await run(scene.capture, `takeIn(${JSON.stringify(flows)}, ${DOCUMENTS}, ${size})`);
  await run(scene.popup, `send(${JSON.stringify(flows)})`);
  await run(scene.popup, 'unlock()');
  return flows;
}

async function bySatchel(scene: Scene, flows: readonly string[]): Promise<number> {
  const told = () => scene.backend.atlas.emulator.flows().flatMap(({ documents }) => documents).length;
  const before = told();
  const startedAt = performance.now();
  await run(scene.popup, 'wake()');
  while (told() < before + flows.length * EACH) await new Promise((resolve) => setTimeout(resolve, 10));
  return (performance.now() - startedAt) / SECOND;
}
