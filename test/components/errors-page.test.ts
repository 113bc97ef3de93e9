import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codes, reasons } from '@/lib/domain/failed';
import { errorsPage } from '@/test/support/errors-page';
import { english } from './english';

const page = readFileSync(fileURLToPath(new URL('../../ERRORS.md', import.meta.url)), 'utf8');

/** Cells without what a formatter of Markdown may do to their widths. */
const cells = (text: string) =>
  text.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim().replace(/^-+$/, '---'))
      .join('|'),
  );

it('the page of errors says what the screens say: else run `npm run errors`', () => {
  expect(cells(page)).toEqual(cells(errorsPage(english)));
});

it('names every failure there is, each with three sentences', () => {
  const unsaid = [...codes, ...reasons].filter((name) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    return (row ?? '').split('|').filter((cell) => /[.?!”)]\s*$/.test(cell)).length < 3;
  });
  expect(unsaid).toEqual([]);
});
