import { beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { asha, createLaptop, createTown } from './town';

beforeEach(freshDatabase);

/** What the portal script fills in, by the sentence that names it. */
const filled: Readonly<Record<string, readonly string[]>> = {
  capture: ['label'],
  captureFiles: ['label', 'count'],
  some: ['count'],
  again: ['why'],
  open: ['why'],
  partly: ['captured', 'total', 'why'],
};

/** Every text in `value` with the top-level name it stands under. */
function texts(name: string, value: unknown): Array<readonly [name: string, text: string]> {
  if (typeof value === 'string') return [[name, value]];
  return Object.values(value ?? {}).flatMap((one) => texts(name, one));
}

async function openPortal() {
  const laptop = createLaptop(await createTown());
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  return laptop.wait(laptop.portal.call('portal.open'));
}

test('a portal page is told what to say and how it looks, and every blank is one that the script fills', async () => {
  const { words, styles } = (await openPortal()) ?? {};
  const said = Object.entries(words ?? {}).flatMap(([name, value]) => texts(name, value));
  expect(said.length).toBeGreaterThan(30);
  for (const [name, text] of said) {
    const blanks = [...text.matchAll(/\{(\w+)\}/g)].map(([, blank = '']) => blank);
    expect(text.replace(/\{\w+\}/g, ''), `${name}: ${text}`).not.toMatch(/[{}<>]/);
    expect(blanks.filter((blank) => !filled[name]?.includes(blank))).toEqual([]);
  }
  expect([styles?.chip, styles?.toast].every((style) => style?.includes(':host'))).toBe(true);
});
