import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { folderOfPart, FolderId } from '@/lib/domain/folder-id';
import { folderName, MOST_IN_PART, newFolderId, partOf, partsRange } from '@/lib/domain/folder';
import { createChance } from '@/test/support/fake-world';

const now = () => new Date(2026, 10, 28, 14, 5).getTime();
const idFor = (count: number) => newFolderId({ now, random: createChance(3) }, count);
const hash = (n: number) => createHash('sha256').update(String(n)).digest('hex');

test.each([
  [0, 1],
  [1, 1],
  [50, 1],
  [51, 2],
  [1_000, 20],
  [4_000, 20],
])('%i files make %i parts', (count, parts) => {
  const folderId = idFor(count);
  expect(FolderId.safeParse(folderId).success).toBe(true);
  expect(folderId).toMatch(new RegExp(`^F-20261128-.{6}-${parts}$`));
  expect(folderName(folderId, 'en')).toMatch(/^28 Nov 2026 .{6}$/);
});

test('a file’s part follows from its content, and a thousand files fill no part', () => {
  const folderId = idFor(1_000);
  const sizes = new Map<string, number>();
  for (let n = 0; n < 1_000; n += 1) {
    const part = partOf(folderId, hash(n));
    expect(part).toBe(partOf(folderId, hash(n)));
    sizes.set(part, (sizes.get(part) ?? 0) + 1);
  }
  expect(sizes.size).toBe(20);
  expect(Math.max(...sizes.values())).toBeLessThan(MOST_IN_PART);
});

test('the range of a folder holds all its parts and no other folder’s; that of all holds every one and no loan', () => {
  const [one, other] = ['F-20261128-K7Q2MX-2', 'F-20261128-K7Q2MX-20'];
  const isIn = (part: string, [from, to]: readonly [string, string]) => from <= part && part <= to;
  expect(['1', '2'].every((part) => isIn(`${one}/${part}`, partsRange(one)))).toBe(true);
  expect(isIn(`${other}/1`, partsRange(one))).toBe(false);
  expect(isIn(`${other}/20`, partsRange())).toBe(true);
  for (const loan of ['CDL-1', 'F', 'FA-1', 'G-1', 'f-1']) expect(isIn(loan, partsRange())).toBe(false);
});

test.each([
  ['F-20261128-K7Q2MX-20/3', 'F-20261128-K7Q2MX-20'],
  ['F-20261128-K7Q2MX-21/3', undefined],
  ['F-1', undefined],
  ['CDL-2026-004711', undefined],
])('%s is a part of %s', (loanId, folderId) => {
  expect(folderOfPart(loanId)).toBe(folderId);
});
