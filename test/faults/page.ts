import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `SIMULATION.md`: what the run at length wrote, then what the run of the planted defects wrote. */
export const page = fileURLToPath(new URL('SIMULATION.md', import.meta.url));
const DEFECTS = '## Planted defects\n';

/** Short hash of the commit that lies here; with a `+` when files have been changed since. */
export function commitNow(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
}

/** One planted defect, and the story that found it. */
export interface Sought {
  readonly name: string;
  /** Of the first story that finds it: told from 1 on, so it is how many stories it took. `undefined`: none did. */
  readonly seed?: number | undefined;
  readonly finding: string;
  readonly seconds: number;
}

function parts(path: string): { readonly run: string; readonly found: string } {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const at = text.indexOf(DEFECTS);
  return at < 0 ? { run: text, found: '' } : { run: text.slice(0, at), found: text.slice(at) };
}

/** Replaces what the last run at length wrote. */
export function writeRun(text: string, path: string): void {
  writeFileSync(path, `${text.trimEnd()}\n\n${parts(path).found}`.trimEnd() + '\n');
}

const rowOf = ({ name, seed, seconds, finding }: Sought, commit: string) =>
  `| ${name} | ${seed ?? 'not found'} | ${seconds} | ${finding} | ${commit} |`;

/** Writes the table of the planted defects anew; rows of those that were not looked for this time stay. */
export function writeDefects(sought: readonly Sought[], names: readonly string[], commit: string): void {
  const before = parts(page).found.split('\n');
  const rows = names.flatMap((name) => {
    const one = sought.find((row) => row.name === name);
    return one ? rowOf(one, commit) : before.filter((row) => row.startsWith(`| ${name} | `));
  });
  const missed = rows.filter((row) => row.includes(' | not found | '));
  const lines = [
    DEFECTS,
    `\`npm run simulate:defects\` breaks the product in one way after the other and tells each stories from seed 1 on. **Found: ${rows.length - missed.length} of ${names.length}.** The same story about the product as it is finds nothing.`,
    '',
    '| defect | stories until it was found | seconds | what was found | commit |',
    '| --- | ---: | ---: | --- | --- |',
    ...rows,
  ];
  writeFileSync(page, `${parts(page).run.trimEnd()}\n\n${lines.join('\n')}\n`);
}
