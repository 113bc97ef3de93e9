// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { takeOver } from '@/lib/portal/take-over';

test('a newer script ends the older one, and is not ended by it', () => {
  const older = takeOver(document, 'satchel:a');
  expect(older.aborted).toBe(false);
  const newer = takeOver(document, 'satchel:a');
  expect([older.aborted, newer.aborted]).toEqual([true, false]);
});

test('a script of another extension ends nobody', () => {
  const ours = takeOver(document, 'satchel:b');
  takeOver(document, 'satchel:c');
  expect(ours.aborted).toBe(false);
});
