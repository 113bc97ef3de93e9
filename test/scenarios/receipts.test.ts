import { beforeEach, expect, test } from 'vitest';
import { dayFormat } from '@/lib/domain/day';
import type { Language } from '@/lib/domain/language';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive, papers } from './errand';
import { asha, ravi } from './town';

beforeEach(freshDatabase);

/** An agent who has sent two documents of one loan. */
async function delivered() {
  const errand = await arrive();
  const { laptop, capture, send, is } = errand;
  const shown = { loanId: 'CDL-1', customer: 'Meena Iyer', kind: 'PAN', source: 'portal-image' } as const;
  await laptop.wait(laptop.portal.call('portal.capture', { ...shown, bytes: papers.PAN }));
  await capture('AADHAAR');
  await send();
  await is('PAN', 'read');
  await is('AADHAAR', 'read');
  const found = async (search: string) =>
    (await laptop.wait(laptop.options.call('receipt.list', { search }))).map(({ kind }) => kind).toSorted();
  return { ...errand, found };
}

test('“I did send it” is answered by the words that find a loan in the popup, too', async () => {
  const { found } = await delivered();
  expect(await found('cdl-1')).toEqual(['AADHAAR', 'PAN']);
  expect(await found('PAN card')).toEqual(['PAN']);
  expect(await found('meena aadhaar card')).toEqual(['AADHAAR']);
  expect(await found('meena invoice')).toEqual([]);
});

test('what the page shows of a receipt finds it, in the language of the page', async () => {
  const { laptop, town } = await delivered();
  const found = async (language: Language, read: string, search: string) => {
    const said = { language, states: { read, refused: 'Refused by Atlas' } };
    return (await laptop.wait(laptop.options.call('receipt.list', { search, said }))).length;
  };
  const day = (language: Language) => dayFormat(language).format(town.world.now()).split(',')[0] ?? '';
  expect(await found('en', 'Read by Atlas', 'read by atlas')).toBe(2);
  expect(await found('en', 'Read by Atlas', 'refused by atlas')).toBe(0);
  expect(await found('en', 'Read by Atlas', day('en'))).toBe(2);
  expect(await found('hi', 'Atlas ने पढ़ा', `पढ़ा ${day('hi')}`)).toBe(2);
  expect(day('hi')).not.toBe(day('en'));
  expect(await found('en', 'Read by Atlas', day('hi'))).toBe(0);
});

test('all attempts of a document are found by it', async () => {
  const { laptop } = await delivered();
  const all = await laptop.wait(laptop.options.call('receipt.list', { search: '' }));
  const pan = all.find(({ kind }) => kind === 'PAN');
  const found = await laptop.wait(laptop.options.call('receipt.list', { search: pan?.slotId ?? 'none' }));
  expect(found.map(({ kind }) => kind)).toEqual(['PAN']);
});

test('what was looked for in the popup is taken by the options page once, and by nobody after a sign-out', async () => {
  const { laptop } = await delivered();
  const sought = () => laptop.wait(laptop.options.call('receipt.sought'));
  const seek = () => laptop.wait(laptop.popup.call('receipt.seek', { search: 'meena' }));
  expect(await sought()).toBeNull();
  await seek();
  expect(JSON.stringify([...laptop.areas.local.kept])).not.toContain('meena');
  expect([await sought(), await sought()]).toEqual(['meena', null]);
  await seek();
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  await laptop.wait(laptop.popup.call('session.signIn', ravi));
  expect(await sought()).toBeNull();
});

test('nobody’s receipts are looked for', async () => {
  const { laptop } = await delivered();
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  await expect(laptop.wait(laptop.popup.call('receipt.seek', { search: '' }))).rejects.toMatchObject({
    reason: 'signed-out',
  });
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  expect(await laptop.wait(laptop.popup.call('receipt.seek', { search: '' }))).toBeNull();
});
