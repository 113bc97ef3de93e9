import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `SIMULATION.md`: what the run at length wrote, then what the run of the planted defects wrote. */
export const page = fileURLToPath(new URL('SIMULATION.md', import.meta.url));
const DEFECTS = '## Planted defects\n';

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

/** Replaces the table of the planted defects. */
export function writeDefects(sought: readonly Sought[], most: number): void {
  const found = sought.filter(({ seed }) => seed !== undefined);
  const lines = [
    DEFECTS,
    `\`npm run simulate:defects\` breaks the product in one way after the other and tells each at most ${most.toLocaleString('en')} stories, from seed 1 on. **Found: ${found.length} of ${sought.length}.** The same story about the product as it is finds nothing.`,
    '',
    '| defect | stories until it was found | seconds | what was found |',
    '| --- | ---: | ---: | --- |',
    ...sought.map(
      ({ name, seed, seconds, finding }) => `| ${name} | ${seed ?? 'not found'} | ${seconds} | ${finding} |`,
    ),
  ];
  writeFileSync(page, `${parts(page).run.trimEnd()}\n\n${lines.join('\n')}\n`);
}
