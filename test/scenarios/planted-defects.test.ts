import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { defects } from '@/test/faults/defects';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('every planted defect still has the one place in the product that it breaks', () => {
  const lost = defects.flatMap(({ name, edits }) =>
    edits
      .filter(({ file, find }) => readFileSync(`${root}${file}`, 'utf8').split(find).length !== 2)
      .map(({ file }) => `${name}: ${file}`),
  );
  expect(lost).toEqual([]);
  expect(defects.length).toBeGreaterThanOrEqual(25);
});
