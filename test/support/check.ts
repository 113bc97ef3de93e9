import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { brokerSentences, canaries, checkBuild, readFiles } from './build-checks';

/**
 * `npm test`: every check of the project, one line each, then `N passed, N failed` as the last line.
 * `npm test -- --only lint,types` runs some of them. Exit code 1 when anything failed.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const GRACE = 5 * SECOND;
/** As many parts side by side as the smallest machine we care for has cores. */
const LANES = 2;

const root = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'satchel-check-'));

interface Result {
  readonly passed: number;
  readonly failed: number;
  /** Shown on the part's line. */
  readonly note?: string;
  /** Shown below it when something failed. */
  readonly output: string;
}

interface Part {
  readonly name: string;
  /** Parts that must have ended; whether they passed is no matter. */
  readonly after?: readonly string[];
  /** Runs with nothing beside it: it measures time or fills the machine. */
  readonly alone?: true;
  readonly run: () => Promise<Result>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

const running = new Set<number>();

/** Runs a local binary in its own process group, so that a part that hangs is ended with all it started. */
function tool(
  limit: number,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const said: string[] = [];
    const hear = (chunk: Buffer) => said.push(chunk.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    if (child.pid !== undefined) running.add(child.pid);
    const timer = setTimeout(() => {
      said.push(`\nended after ${limit / MINUTE} minutes\n`);
      if (child.pid !== undefined) end(child.pid);
    }, limit);
    child.on('error', (error) => said.push(String(error)));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ code, output: said.join('') });
    });
  });
}

function end(pid: number): void {
  signal(pid, 'SIGTERM');
  setTimeout(() => running.has(pid) && signal(pid, 'SIGKILL'), GRACE).unref();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // it has ended by itself in between
  }
}

const one = ({ code, output }: Ended, note?: string): Result => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  output,
  ...(note === undefined ? {} : { note }),
});

const simple =
  (command: string, ...args: readonly string[]) =>
  async () =>
    one(await tool(3 * MINUTE, command, args));

async function types(): Promise<Result> {
  const made = join(root, '.wxt/wxt.d.ts');
  const stale = ['wxt.config.ts', 'package-lock.json'].some(
    (name) => !existsSync(made) || statSync(join(root, name)).mtimeMs > statSync(made).mtimeMs,
  );
  if (stale) {
    const prepared = await tool(MINUTE, 'wxt', ['prepare']);
    if (prepared.code !== 0) return one(prepared);
  }
  return one(await tool(3 * MINUTE, 'tsc', ['--noEmit']));
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
});

const vitest = (project: string, limit: number) => async (): Promise<Result> => {
  const file = join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ended = await tool(limit, 'vitest', ['run', '--project', project, ...reporters]);
  if (!existsSync(file)) return one(ended, ended.code === 0 ? 'no tests yet' : 'no report');
  const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  // A file that cannot be loaded, or an error outside of any test, fails the run without failing a test.
  const silent = ended.code !== 0 && report.numFailedTests === 0 ? 1 : 0;
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + silent,
    note: `${report.numPassedTests} tests${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    output: ended.output,
  };
};

/** What a build may be told from outside; a production build here is told nothing but secrets it must ignore. */
const untold = { SATCHEL_HOSTS: '', WXT_BROKER_URL: '' };

const build =
  (...args: readonly string[]) =>
  async () =>
    one(await tool(3 * MINUTE, 'wxt', ['build', ...args], { ...canaries, ...untold }));

async function built(): Promise<Result> {
  const broker = readFiles(join(root, 'lib')).filter(({ path }) => path.startsWith('broker/'));
  const rest = ['lib', 'components', 'entrypoints']
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => readFiles(join(root, name)))
    .filter(({ path }) => !path.startsWith('broker/'));
  const sentences = brokerSentences(broker, rest);
  const builds = (['chrome', 'firefox'] as const).map((browser) => ({
    browser,
    sentences,
    files: readFiles(join(root, '.output', `${browser}-mv3`)),
  }));
  const found = builds.map((made) => ({ made, ...checkBuild(made) }));
  const faults = found.flatMap(({ made, faults: all }) => all.map((fault) => `${made.browser}: ${fault}`));
  const blind = builds
    .filter((made) => !seesCanaries(made))
    .map(({ browser }) => `${browser}: a planted canary was not seen`);
  const output = [...faults, ...blind].join('\n');
  return one({ code: output === '' ? 0 : 1, output }, found[0]?.notes.join(', '));
}

/** Proves the check on the build itself: each secret, planted into a copy of a real file, is found. */
function seesCanaries(made: Parameters<typeof checkBuild>[0]): boolean {
  return Object.values(canaries).every((value) => {
    const files = made.files.map((file) =>
      file.path === 'background.js' ? { ...file, text: `${file.text};"${value}"` } : file,
    );
    return checkBuild({ ...made, files }).faults.some((fault) => fault.includes(value));
  });
}

const parts: readonly Part[] = [
  { name: 'format', run: simple('oxfmt', '--check') },
  { name: 'lint', run: simple('oxlint') },
  { name: 'types', run: types },
  { name: 'knip', run: simple('knip', '--no-progress') },
  { name: 'unit', run: vitest('unit', 5 * MINUTE) },
  { name: 'chrome', after: ['types'], run: build() },
  { name: 'firefox', after: ['chrome'], run: build('-b', 'firefox', '--mv3') },
  { name: 'built', after: ['chrome', 'firefox'], run: built },
  { name: 'e2e', after: ['built'], alone: true, run: vitest('e2e', 8 * MINUTE) },
];

/** Runs parts in their order, as many side by side as there are lanes. */
async function schedule(chosen: readonly Part[]): Promise<Result[]> {
  const ended = new Map<string, Promise<Result>>();
  let lanes: Promise<unknown>[] = [];
  for (const part of chosen) {
    const before = part.alone
      ? [...ended.values()]
      : (part.after ?? []).flatMap((name) => ended.get(name) ?? []);
    if (lanes.length >= LANES) await Promise.race(lanes);
    await Promise.all(before);
    const work = measured(part).finally(() => {
      lanes = lanes.filter((lane) => lane !== work);
    });
    lanes.push(work);
    ended.set(part.name, work);
  }
  return Promise.all(ended.values());
}

async function measured({ name, run }: Part): Promise<Result> {
  const startedAt = Date.now();
  const result = await run().catch((error: unknown) => one({ code: 1, output: String(error) }));
  const seconds = ((Date.now() - startedAt) / SECOND).toFixed(1);
  const mark = result.failed > 0 ? 'FAIL' : 'ok  ';
  print(
    `${mark} ${name.padEnd(8)} ${seconds.padStart(6)} s${result.note === undefined ? '' : `  ${result.note}`}`,
  );
  if (result.failed > 0) print(indent(result.output));
  return result;
}

const indent = (text: string) => text.trimEnd().replaceAll(/^/gm, '     ');

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The parts that `--only a,b` names, or all. Throws when a name is unknown. */
function choose(args: readonly string[]): readonly Part[] {
  const at = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='));
  if (at < 0) return parts;
  const names = (args[at]?.split('=')[1] ?? args[at + 1] ?? '').split(',').filter(Boolean);
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (names.length === 0 || unknown !== undefined)
    throw new Error(
      `--only takes some of ${parts.map(({ name }) => name).join(',')}${unknown === undefined ? '' : `, and not "${unknown}"`}`,
    );
  return parts.filter(({ name }) => names.includes(name));
}

async function main(): Promise<void> {
  const stop = () => {
    for (const pid of running) signal(pid, 'SIGTERM');
    rmSync(scratch, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const results = await schedule(choose(process.argv.slice(2)));
  rmSync(scratch, { recursive: true, force: true });
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  print(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  print(error instanceof Error ? error.message : String(error));
  print('0 passed, 1 failed');
  process.exitCode = 1;
});
