import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Defect } from './defects';
import { defects } from './defects';

/** `tsx test/faults/defects-run.ts`: breaks a copy of the product in one way after the other, and tells it stories. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '2' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A copy of all that a story needs, broken in one way. @throws when the text to be replaced is not there once */
function plant({ edits }: Defect): string {
  const copy = mkdtempSync(join(tmpdir(), 'satchel-defect-'));
  for (const part of [
    'lib',
    'entrypoints',
    'test/faults',
    'test/emulators',
    'test/support',
    'test/lib/outbox',
    'tsconfig.json',
    'package.json',
  ])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, find, put } of edits) {
    const text = readFileSync(join(copy, file), 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
    writeFileSync(
      join(copy, file),
      text.replace(find, () => put),
    );
  }
  return copy;
}

/** The first story that finds it, or `undefined`. */
async function lookFor(defect: Defect): Promise<string | undefined> {
  const copy = plant(defect);
  try {
    const output = await run(copy);
    return (
      /^seed .*$/m.exec(output)?.[0] ??
      (output.includes(' stories, ') ? undefined : `breaks at once: ${output.slice(0, 200)}`)
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function run(copy: string): Promise<string> {
  return new Promise((resolve) => {
    const args = [
      '--import',
      'tsx',
      join(copy, 'test/faults/simulate.ts'),
      '--stories',
      values.stories,
      '--keep',
      '1',
    ];
    const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('close', () => resolve(output));
  });
}

const chosen = defects.filter(({ name }) => name.includes(values.only));
const queue = [...chosen];
let missed = 0;
async function lane(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const startedAt = performance.now();
    const found = await lookFor(next);
    if (!found) missed += 1;
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    say(
      `${found ? 'found ' : 'MISSED'} ${next.name} (${seconds} s): ${found ?? `not in ${values.stories} stories`}`,
    );
  }
}
await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
say(`${chosen.length - missed} of ${chosen.length} planted defects found`);
process.exitCode = missed > 0 ? 1 : 0;
