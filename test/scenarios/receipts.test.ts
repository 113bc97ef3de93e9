import { beforeEach, expect, test } from 'vitest';
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
