import { parseArgs } from 'node:util';
import { installCrypto } from './sim-crypto';
import { tellStory } from './tell-story';

/** `tsx test/faults/simulate.ts --seed N` tells one story with its trace; `--stories N` tells many from a seed on. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    stories: { type: 'string', default: '200' },
    keep: { type: 'string', default: '10' },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

function addUp(sum: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [name, count] of more) sum.set(name, (sum.get(name) ?? 0) + count);
}

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([one], [two]) => one.localeCompare(two))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

async function tellOne(seed: number): Promise<void> {
  const ended = await tellStory(seed);
  for (const line of ended.trace) say(line);
  for (const finding of ended.findings) say(`FOUND ${finding}`);
  say(`seed ${seed}: ${ended.findings.length} findings, ${ended.requests} requests, print ${ended.print}`);
}

async function tellMany(from: number, stories: number, most: number): Promise<void> {
  const startedAt = performance.now();
  const faults = new Map<string, number>();
  const states = new Map<string, number>();
  let found = 0;
  let requests = 0;
  let told = 0;
  for (; told < stories && found < most; told += 1) {
    const ended = await tellStory(from + told);
    addUp(faults, ended.faults);
    addUp(states, ended.states);
    requests += ended.requests;
    if (ended.findings.length > 0) {
      found += 1;
      for (const finding of ended.findings.slice(0, 4)) say(`seed ${ended.seed}: ${finding}`);
    }
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  say(`faults: ${listed(faults)}`);
  say(`attempts: ${listed(states)}`);
  say(`${told} stories, ${requests} requests, ${found} with findings, ${seconds.toFixed(1)} s`);
  process.exitCode = found > 0 ? 1 : 0;
}

const restore = installCrypto();
if (values.seed !== undefined) await tellOne(Number(values.seed));
else await tellMany(Number(values.from), Number(values.stories), Number(values.keep));
restore();
