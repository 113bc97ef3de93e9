import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { rivalsAt, root } from './bundle';
import { Entry, goalLine, renderReport, seriesLine } from './report';
import type { Kit } from './scene';
import { makeKit } from './scene';
import type { Subject } from './subject';
import { broker } from './subjects/broker';
import { chatter } from './subjects/chatter';
import { drain } from './subjects/drain';
import { fieldLine } from './subjects/field-line';
import { growth } from './subjects/growth';
import { memory } from './subjects/memory';
import { popup } from './subjects/popup';
import { portal } from './subjects/portal';
import { shrink } from './subjects/shrink';
import { takeIn } from './subjects/take-in';

/**
 * `npm run bench`: every subject beside its rivals. `-- --only a,b` runs some of them, `-- --quick` shows in under
 * a minute that all are alive and writes no report.
 */
const subjects: readonly Subject[] = [
  takeIn,
  drain,
  popup,
  portal,
  growth,
  chatter,
  broker,
  memory,
  shrink,
  fieldLine,
];

const SECOND = 1_000;
/** What a subject may take, so that one that hangs does not take the others along. */
const LIMIT = 1_800 * SECOND;
const QUICK_LIMIT = 90 * SECOND;
const GIB = 2 ** 30;
const folder = join(root, '.output/bench');
const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const startedAt = performance.now();
const clock = () => `${((performance.now() - startedAt) / SECOND).toFixed(0).padStart(5)} s`;
const say = (line: string) => process.stdout.write(`${clock()}  ${line}\n`);

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / GIB)} GiB, ${platform()} ${arch()}`;

/** Rivals are installed when first needed, so that the product's own install stays small. */
async function installRivals(): Promise<void> {
  if (existsSync(join(rivalsAt, 'node_modules/@uppy/core')) || values.quick) return;
  say('installing the rivals…');
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: rivalsAt }).catch(() =>
    say('the rivals could not be installed: what is measured beside them is left out'),
  );
}

function chosen(): readonly Subject[] {
  const names = values.only?.split(',') ?? subjects.map(({ name }) => name);
  const unknown = names.filter((name) => !subjects.some((subject) => subject.name === name));
  if (unknown.length > 0)
    throw new Error(
      `--only takes some of ${subjects.map(({ name }) => name).join(',')}, not "${unknown.join()}"`,
    );
  return subjects.filter(({ name }) => names.includes(name));
}

async function measure(subject: Subject, kit: Kit): Promise<Entry> {
  say(`${subject.name}: ${subject.title}`);
  const from = performance.now();
  const known = { name: subject.name, at: new Date().toISOString().slice(0, 16).replace('T', ' '), machine };
  const indented = (line: string) => say(`  ${values.quick ? `${subject.name}: ` : ''}${line}`);
  const limit = values.quick ? QUICK_LIMIT : LIMIT;
  const late = sleep(limit, undefined, { ref: false }).then(() => {
    throw new Error(`not at its end after ${limit / SECOND} s`);
  });
  const outcome = await Promise.race([subject.measure({ kit, quick: values.quick, say: indented }), late])
    .then((measured) => ({ measured }))
    .catch((thrown: unknown) => ({ failed: thrown instanceof Error ? thrown.message : String(thrown) }));
  if ('measured' in outcome) {
    for (const series of outcome.measured.series) indented(seriesLine(series));
    for (const goal of outcome.measured.goals) indented(goalLine(goal));
    for (const note of outcome.measured.notes ?? []) indented(note);
  } else indented(`FAILED ${outcome.failed}`);
  return { ...known, seconds: (performance.now() - from) / SECOND, ...outcome };
}

/** What an earlier run measured stays until it is measured again. */
function keep(entries: readonly Entry[]): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, values.quick ? 'quick.json' : 'report.json');
  const earlier = existsSync(path) ? z.array(Entry).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
  const others = earlier.filter(({ name }) => !entries.some((entry) => entry.name === name));
  const all = [...others, ...entries];
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
  if (!values.quick) writeFileSync(join(root, 'test/bench/REPORT.md'), renderReport(subjects, all));
}

async function main(): Promise<void> {
  const mine = chosen();
  await installRivals();
  say('building…');
  const kit = await makeKit();
  const entries: Entry[] = [];
  const waiting = [...mine];
  const lane = async (): Promise<void> => {
    for (let subject = waiting.shift(); subject; subject = waiting.shift()) {
      entries.push(await measure(subject, kit));
      keep(entries);
    }
  };
  // Numbers of a quick run mean nothing, so there they may disturb each other.
  await Promise.all(values.quick ? [lane(), lane()] : [lane()]);
  const failed = entries.filter((entry) => entry.failed !== undefined);
  say(`${entries.length - failed.length} of ${entries.length} benches ran to their end`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  })
  // A subject that failed half-way may have left something open.
  .finally(() => process.exit());
