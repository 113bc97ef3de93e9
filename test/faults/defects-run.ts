import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Defect } from './defects';
import { defects } from './defects';
import type { Sought } from './page';
import { commitNow, writeDefects } from './page';

/**
 * `npm run simulate:defects`: breaks a copy of the product in one way after the other, tells it stories until one
 * of them finds it, and writes its part of `SIMULATION.md`.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '10000' },
    /** Part of the name; several with commas between them. */
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '2' },
  },
});
/** Most are found by then: those that are not wait until all have had their turn. */
const SOON = 500;

/** Seeds, both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A copy of all that a story needs, broken in one way. @throws when the text to be replaced is not there once */
function plant({ edits }: Defect): string {
  const copy = mkdtempSync(join(tmpdir(), 'satchel-defect-'));
  for (const part of [
    'lib',
    'components',
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

async function lookFor(defect: Defect, { from, to }: Range): Promise<Sought> {
  const startedAt = performance.now();
  const copy = plant(defect);
  try {
    const first = await firstStory(copy, { from, to });
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    return { name: defect.name, finding: '', ...first, seconds };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** @throws when the copy tells no story at all: then it is not broken but does not run */
async function firstStory(
  copy: string,
  { from, to }: Range,
): Promise<{ seed: number; finding: string } | undefined> {
  if (from > to) return undefined;
  const stories = String(to - from + 1);
  const output = await tell(copy, ['--stories', stories, '--from', String(from), '--keep', '1']);
  const [, seed, finding = ''] = /^seed (\d+): (.*)$/m.exec(output) ?? [];
  if (!output.includes(' stories, ')) throw new Error(`does not run: ${output}`);
  if (seed === undefined) return undefined;
  // What the same story finds in the product as it is, is not the defect.
  const isOurs = (await tell(root, ['--seed', seed])).includes('\nFOUND ');
  return isOurs ? firstStory(copy, { from: Number(seed) + 1, to }) : { seed: Number(seed), finding };
}

function tell(folder: string, what: string[]): Promise<string> {
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', join(folder, 'test/faults/simulate.ts'), ...what];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('close', () => resolve(output));
  });
}

/** Looks for all of `queue` in these stories, some at a time. @returns those that none of them finds */
async function seek(queue: Defect[], range: Range): Promise<Defect[]> {
  const missed: Defect[] = [];
  async function lane(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const one = await lookFor(next, range);
      const seconds = one.seconds + (sought.get(one.name)?.seconds ?? 0);
      sought.set(one.name, { ...one, seconds });
      if (one.seed === undefined) missed.push(next);
      say(
        one.seed === undefined
          ? `not yet ${one.name} (${seconds} s) in ${range.to} stories`
          : `found ${one.name} (${seconds} s): seed ${one.seed}: ${one.finding}`,
      );
    }
  }
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
  return missed;
}

const commit = commitNow();
const sought = new Map<string, Sought>();
const chosen = defects.filter(({ name }) => values.only.split(',').some((part) => name.includes(part)));
const most = Number(values.stories);
const soon = Math.min(SOON, most);
const hidden = await seek([...chosen], { from: 1, to: soon });
const missed = await seek(hidden, { from: soon + 1, to: most });
say(`${chosen.length - missed.length} of ${chosen.length} planted defects found`);
writeDefects(
  [...sought.values()],
  defects.map(({ name }) => name),
  commit,
);
process.exitCode = missed.length > 0 ? 1 : 0;
