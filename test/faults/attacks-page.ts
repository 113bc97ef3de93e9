import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attacks } from './attacks';

const page = fileURLToPath(new URL('../../SECURITY.md', import.meta.url));
const START = '<!-- attacks -->';
const END = '<!-- /attacks -->';

/** One row for each defence: the attack, the defence, its test, and whether that was seen to fail without it. */
export interface Row {
  readonly attack: string;
  readonly what: string;
  readonly test: string;
  readonly seen: string;
}

/** The rows as the page has them. */
export function readRows(): Row[] {
  const text = readFileSync(page, 'utf8');
  const table = text.slice(text.indexOf(START), text.indexOf(END)).split('\n').slice(4);
  return table.flatMap((line) => {
    const [attack = '', what = '', test = '', seen = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return what ? [{ attack, what, test, seen }] : [];
  });
}

/** The rows as the list has them; what was not run this time is as it was. */
export function rowsOf(seen: ReadonlyMap<string, boolean>, before: readonly Row[]): Row[] {
  return attacks.flatMap(({ attack, defences }, at) =>
    defences.map(({ what, test: { file, title } }) => {
      const now = seen.get(what);
      const old = before.find((row) => row.what === what)?.seen ?? 'not yet';
      const word = now === undefined ? old : now ? 'fails' : 'PASSES';
      return { attack: `${at + 1}. ${attack}`, what, test: `\`${file}\`: ${title}`, seen: word };
    }),
  );
}

export function writeAttacks(seen: ReadonlyMap<string, boolean>): void {
  const text = readFileSync(page, 'utf8');
  const rows = rowsOf(seen, readRows()).map(
    ({ attack, what, test, seen: word }) => `| ${attack} | ${what} | ${test} | ${word} |`,
  );
  const head = ['| attack | defence | its test | without it |', '| --- | --- | --- | --- |'];
  const table = [START, '', ...head, ...rows, '', ''].join('\n');
  writeFileSync(page, text.slice(0, text.indexOf(START)) + table + text.slice(text.indexOf(END)));
}
