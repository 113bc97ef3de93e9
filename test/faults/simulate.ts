import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mixed, sharesOf, tellAll } from './crew';
import type { Share, Told } from './legs';
import { joined, readTold, toldAgain, untold, writeTold } from './legs';
import { tellMachineStory } from './machine-story';
import { commitNow, page, writeRun } from './page';
import { missing, reportOf } from './report';
import { installCrypto } from './sim-crypto';
import type { Finding, Tally } from './tally';
import { emptyTally, OF_MACHINE, OF_PROCESS, sum, tallyOf } from './tally';
import { tellStory } from './tell-story';

/**
 * `npm run simulate` tells stories at length on all cores and writes `SIMULATION.md`; `-- --go-on` goes on where the
 * run before it ended, once the stories in which it found something have been told again;
 * `-- --stories N` tells N in this process; `-- --seed N` tells one, with its trace.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    stories: { type: 'string' },
    /** Ends after this many stories with findings. */
    keep: { type: 'string', default: '10' },
    'at-length': { type: 'string', default: '200000' },
    machine: { type: 'string', default: '1000000' },
    report: { type: 'string', default: page },
    'go-on': { type: 'boolean', default: false },
  },
});
const SECOND = 1_000;
const PROGRESS_EVERY = 60 * SECOND;
const say = (line: string) => process.stdout.write(`${line}\n`);
const secondsSince = (startedAt: number) => (performance.now() - startedAt) / SECOND;

async function tellOne(seed: number): Promise<void> {
  const restore = installCrypto();
  const ended = await tellStory(seed);
  restore();
  for (const line of ended.trace) say(line);
  for (const finding of ended.findings) say(`FOUND ${finding}`);
  say(`seed ${seed}: ${ended.findings.length} findings, ${ended.requests} requests, print ${ended.print}`);
}

async function tellSome(from: number, stories: number, most: number): Promise<void> {
  const startedAt = performance.now();
  const restore = installCrypto();
  let tally = emptyTally();
  for (let found = 0; tally.stories < stories && found < most;) {
    const one = tallyOf(await tellStory(from + tally.stories));
    tally = sum(tally, one);
    if (one.findings.length > 0) found += 1;
    for (const { seed, finding } of one.findings.slice(0, 4)) say(`seed ${seed}: ${finding}`);
  }
  restore();
  for (const [name, times] of Object.entries(tally.faults)) say(`${String(times).padStart(8)}  ${name}`);
  say(
    `${tally.stories} stories, ${tally.requests} requests, ${tally.findings.length} findings, ${secondsSince(startedAt).toFixed(1)} s`,
  );
  const unmet = missing(tally);
  for (const name of unmet) say(`no story met: ${name}`);
  process.exitCode = tally.findings.length + unmet.length > 0 ? 1 : 0;
}

/** Beside the page: what it was made of. */
const toldPath = values.report.replace(/\.md$/, '.json');

/** What is found now in the story of a finding of before. */
async function tellAgain({ seed, finding }: Finding): Promise<readonly string[]> {
  if (finding.startsWith(OF_MACHINE)) return tellMachineStory(seed).findings;
  // Which story of its share it was is not known.
  if (finding.startsWith(OF_PROCESS)) return [finding];
  const restore = installCrypto();
  const { findings } = await tellStory(seed);
  restore();
  return findings;
}

async function tellAtLength(from: number): Promise<void> {
  const startedAt = performance.now();
  const asked = { stories: Number(values['at-length']), machineStories: Number(values.machine) };
  const hands = availableParallelism();
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const commit = commitNow();
  const found: Told = (values['go-on'] ? readTold(toldPath) : undefined) ?? {
    legs: [],
    shares: [],
    tally: emptyTally(),
    mended: [],
  };
  const before = await toldAgain(found, commit, tellAgain);
  const { mended } = before;
  let tally = before.tally;
  let told = before.shares;
  /** Again and again, so that a run that is cut short has told what it has told. */
  function write(): void {
    const leg = {
      commit,
      hands,
      seconds: Math.round(secondsSince(startedAt)),
      stories: tally.stories - before.tally.stories,
      machineStories: tally.machineStories - before.tally.machineStories,
    };
    const legs = [...before.legs, leg];
    writeTold(toldPath, { legs, shares: told, tally, mended });
    writeRun(reportOf({ tally, asked, from, legs, mended }), values.report);
  }
  let saidAt = -Infinity;
  function heard(share: Share, came: Tally): void {
    tally = sum(tally, came);
    told = joined([...told, share]);
    if (performance.now() - saidAt < PROGRESS_EVERY) return;
    saidAt = performance.now();
    write();
    say(
      `${tally.stories} stories, ${tally.machineStories} of the machine, ${tally.findings.length} findings, ${secondsSince(startedAt).toFixed(0)} s`,
    );
    for (const { seed, finding } of tally.findings.slice(-5)) say(`  seed ${seed}: ${finding}`);
  }
  const shares = mixed(
    sharesOf('client', from, asked.stories),
    sharesOf('machine', from, asked.machineStories),
  );
  await tellAll(untold(shares, told), { hands, heard, signal: stop.signal });
  write();
  say(`${tally.stories} stories, ${tally.machineStories} of the machine, ${tally.findings.length} findings`);
  process.exitCode = tally.findings.length + missing(tally).length > 0 ? 1 : 0;
}

const from = Number(values.from);
if (values.seed !== undefined) await tellOne(Number(values.seed));
else if (values.stories !== undefined) await tellSome(from, Number(values.stories), Number(values.keep));
else await tellAtLength(from);
