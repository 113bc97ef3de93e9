import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVitest } from 'vitest/node';
import type { Defence } from './attacks';
import { attacks } from './attacks';
import { writeAttacks } from './attacks-page';

/**
 * `npm run attacks`: takes each defence away in a copy of the project, runs the test that is named beside it, and
 * expects it to fail; with all defences in place the same tests must pass. Writes its part of `SECURITY.md`.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    /** Part of an attack's or a defence's name; what is left out keeps what the page says of it. */
    only: { type: 'string', default: '' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

/** All that belongs to the project, as it is now. Packages are the project's own. */
function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'satchel-attacks-'));
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const name of listed.stdout.split('\n').filter((one) => one && existsSync(join(root, one)))) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(root, name), join(copy, name));
  }
  for (const name of ['node_modules', '.wxt'])
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/** One vitest for all, so that what nobody changed is read once. */
async function startTests(copy: string) {
  const config = { root: copy, watch: false, project: ['unit'], reporters: [{}], passWithNoTests: true };
  const vitest = await createVitest('test', config, { logLevel: 'silent' });
  await vitest.standalone();
  return {
    close: () => vitest.close(),
    changed: (file: string) => vitest.invalidateFile(join(copy, file)),
    /** @returns how many tests of that title passed and failed */
    async run({ file, title }: Defence['test']): Promise<{ passed: number; failed: number }> {
      vitest.setGlobalTestNamePattern(title.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
      const specifications = await vitest.globTestSpecifications([join(copy, file)]);
      const { testModules } = await vitest.runTestSpecifications(specifications);
      // Modules of earlier runs are among them.
      const mine = testModules.filter(({ moduleId }) => moduleId.endsWith(file));
      const states = mine.flatMap((module) =>
        [...module.children.allTests()].map((one) => one.result().state),
      );
      // A module that does not even load is not a test that fails.
      return {
        passed: states.filter((state) => state === 'passed').length,
        failed: states.filter((state) => state === 'failed').length,
      };
    },
  };
}
type Tests = Awaited<ReturnType<typeof startTests>>;

/** @throws when what is to be taken away is not there once */
function take(copy: string, tests: Tests, { file, find, put }: Defence['edit']): () => void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
  const write = (now: string) => {
    writeFileSync(path, now);
    tests.changed(file);
  };
  write(text.replace(find, () => put));
  return () => write(text);
}

async function tryOne(copy: string, tests: Tests, defence: Defence): Promise<boolean> {
  const whole = await tests.run(defence.test);
  const giveBack = take(copy, tests, defence.edit);
  const broken = await tests.run(defence.test);
  giveBack();
  return whole.passed > 0 && whole.failed === 0 && broken.failed > 0;
}

const copy = copyProject();
const tests = await startTests(copy);
const seen = new Map<string, boolean>();
try {
  for (const { attack, defences } of attacks)
    for (const defence of defences.filter(({ what }) => `${attack}: ${what}`.includes(values.only))) {
      const isProven = await tryOne(copy, tests, defence);
      seen.set(defence.what, isProven);
      // At once: an end that came early leaves what was seen.
      writeAttacks(seen);
      say(`${isProven ? 'fails ' : 'PASSES'} without it: ${defence.what}`);
    }
} finally {
  await tests.close();
  rmSync(copy, { recursive: true, force: true });
}
const proven = [...seen.values()].filter(Boolean).length;
say(`${proven} of ${seen.size} defences are proven by their tests`);
process.exitCode = proven < seen.size ? 1 : 0;
