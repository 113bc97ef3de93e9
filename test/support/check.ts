import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Build } from './build-checks';
import { brokerSentences, canaries, checkBuild, readFiles } from './build-checks';
import { root } from './mini-tree';
import type { Ended } from './run-tool';
import { endTools, runTool } from './run-tool';
import type { Part, Result } from './schedule';
import { choose, schedule, sum } from './schedule';

/**
 * `npm test`: every check of the project, one line each, then `N passed, N failed` as the last line.
 * `npm test -- --only lint,types` runs some of them. Exit code 1 when anything failed.
 */
const MINUTE = 60_000;
const TOOL_LIMIT = 3 * MINUTE;
const UNIT_LIMIT = 10 * MINUTE;
const BROWSER_LIMIT = 12 * MINUTE;
/** As many parts side by side as the smallest machine we care for has cores. */
const LANES = 2;
const INTERRUPTED = 130;

const scratch = mkdtempSync(join(tmpdir(), 'satchel-check-'));

const asResult = ({ code, output }: Ended): Result => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  output,
});

const simple =
  (...command: readonly string[]) =>
  async () =>
    asResult(await runTool(command, { limitMs: TOOL_LIMIT }));

/** WXT writes the types of our entrypoints; they change with what is read here. */
async function types(): Promise<Result> {
  const made = join(root, '.wxt/wxt.d.ts');
  const madeAt = existsSync(made) ? statSync(made).mtimeMs : 0;
  const stale = ['wxt.config.ts', 'package-lock.json', 'entrypoints'].some(
    (name) => statSync(join(root, name)).mtimeMs > madeAt,
  );
  const prepared = stale ? await runTool(['wxt', 'prepare'], { limitMs: TOOL_LIMIT }) : undefined;
  if (prepared && prepared.code !== 0) return asResult(prepared);
  return asResult(await runTool(['tsc', '--noEmit'], { limitMs: TOOL_LIMIT }));
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
});

const vitest = (project: string, limitMs: number) => async (): Promise<Result> => {
  const file = join(scratch, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ended = await runTool(['vitest', 'run', '--project', project, ...reporters], { limitMs });
  if (!existsSync(file)) return { ...asResult({ code: 1, output: ended.output }), note: 'no report' };
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

/** What may be told to a build from outside: nothing, but secrets that it must not take in. */
const told = { SATCHEL_HOSTS: '', WXT_BROKER_URL: '', ...canaries };

const build =
  (...args: readonly string[]) =>
  async () =>
    asResult(await runTool(['wxt', 'build', ...args], { limitMs: TOOL_LIMIT, env: told }));

async function built(): Promise<Result> {
  const source = ['lib', 'components', 'entrypoints'].flatMap((name) =>
    readFiles(join(root, name)).map((file) => ({ ...file, path: `${name}/${file.path}` })),
  );
  const isBroker = ({ path }: { path: string }) => path.startsWith('lib/broker/');
  const sentences = brokerSentences(
    source.filter(isBroker),
    source.filter((file) => !isBroker(file)),
  );
  const builds = (['chrome', 'firefox'] as const).map((browser) => ({
    browser,
    sentences,
    files: readFiles(join(root, '.output', `${browser}-mv3`)),
  }));
  const found = builds.map((made) => ({ browser: made.browser, ...checkBuild(made) }));
  const faults = found.flatMap(({ browser, faults: all }) => all.map((fault) => `${browser}: ${fault}`));
  const blind = builds
    .filter((made) => !seesSecrets(made))
    .map(({ browser }) => `${browser}: a secret planted into a copy of the build was not seen`);
  const none = sentences.length > 0 ? [] : ['no sentence of lib/broker to look for'];
  const output = [...faults, ...blind, ...none].join('\n');
  return {
    ...asResult({ code: output === '' ? 0 : 1, output }),
    note: `${found[0]?.notes.join(', ') ?? ''}, ${sentences.length} sentences of the broker looked for`,
  };
}

/** Proves the check on the build at hand: each secret and each sentence, planted into a copy, is found. */
function seesSecrets(made: Build): boolean {
  return [...Object.values(canaries), ...made.sentences].every((secret) => {
    const files = made.files.map((file) =>
      file.path === 'background.js' ? { ...file, text: `${file.text};"${secret}"` } : file,
    );
    return checkBuild({ ...made, files }).faults.some((fault) => fault.includes(secret));
  });
}

const parts: readonly Part[] = [
  { name: 'format', run: simple('oxfmt', '--check') },
  { name: 'types', run: types },
  { name: 'lint', after: ['types'], run: simple('oxlint') },
  { name: 'knip', run: simple('knip', '--no-progress') },
  { name: 'unit', run: vitest('unit', UNIT_LIMIT) },
  { name: 'chrome', after: ['types'], run: build() },
  { name: 'firefox', after: ['chrome'], run: build('-b', 'firefox', '--mv3') },
  { name: 'built', after: ['chrome', 'firefox'], run: built },
  { name: 'waits', after: ['built'], run: vitest('waits', TOOL_LIMIT) },
  { name: 'e2e', alone: true, run: vitest('e2e', BROWSER_LIMIT) },
  { name: 'bench', alone: true, run: simple('tsx', 'test/bench/main.ts', '--quick') },
];

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(): void {
  endTools();
  rmSync(scratch, { recursive: true, force: true });
  process.exit(INTERRUPTED);
}

async function main(): Promise<void> {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const results = await schedule(choose(parts, process.argv.slice(2)), LANES, print);
  print(sum(results));
  process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;
}

main()
  .catch((error: unknown) => {
    print(error instanceof Error ? error.message : String(error));
    print('0 passed, 1 failed');
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
