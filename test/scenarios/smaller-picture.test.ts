import { beforeEach, expect, test } from 'vitest';
import type { Codecs } from '@/lib/capture/codecs';
import { jpegBytes } from '@/test/lib/capture/pictures';
import { byteKeys, freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import { asha, origins } from './town';

beforeEach(freshDatabase);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const photo = new Blob([jpegBytes(4000, 3000)], { type: 'image/jpeg' });

/** Pictures weigh what their pixels and quality say: 398,437 bytes as first drawn. */
const codecs: Codecs = {
  decode: async () => ({
    width: 4000,
    height: 3000,
    jpeg: async ({ width, height, quality }) => {
      const bytes = new Uint8Array((width * height * quality) / 10);
      bytes.set([0xff, 0xd8, 0xff]);
      return new Blob([bytes], { type: 'image/jpeg' });
    },
    close: () => {},
  }),
};

/** An agent whose network lets no body of more than `most` bytes through, with one picture that was sent. */
async function stuck(most: number) {
  const sizes = new Array<number>();
  const read = async (bytes: Uint8Array) => {
    sizes.push(bytes.byteLength);
    return { documentType: 'PAN', fields: { number: { value: 'ABCDE1234F', confidence_score: 0.9 } } };
  };
  const at = await arrive({ read }, {}, { codecs });
  const { town, laptop } = at;
  const line = { most };
  const store = town.world.routes[`${origins.store}/`];
  if (!store) throw new Error('no store');
  town.world.routes[`${origins.store}/`] = async (request) => {
    const { size } = await request.clone().blob();
    return size > line.most ? new Response(null, { status: 413 }) : store(request);
  };
  const input = { loanId: 'CDL-1', kind: 'PAN', source: 'portal-image' as const, bytes: photo };
  await laptop.wait(laptop.portal.call('portal.capture', input));
  await at.send();
  await at.is('PAN', 'parked');
  const { flowId } = await at.flow();
  const { slotId } = await at.row('PAN');
  const shrink = () =>
    laptop.wait(
      laptop.capturePage.call('capture.add', {
        flowId,
        slotId,
        kind: 'PAN',
        smaller: true,
        source: 'file',
        bytes: photo,
      }),
    );
  const original = () => laptop.wait(laptop.popup.call('flow.original', { flowId, slotId }));
  const receipts = () => laptop.wait(laptop.popup.call('receipt.list', { search: '' }));
  return { ...at, line, sizes, shrink, original, receipts };
}

test('a picture that no line lets through goes smaller, and the first one stays until a day after its verdict', async () => {
  const at = await stuck(200_000);
  const first = await at.row('PAN');
  expect(first).toMatchObject({
    size: 441_000,
    shrinkTo: 220_500,
    failure: { reason: 'too-large-for-line' },
  });
  await at.shrink();
  expect(await at.row('PAN')).toMatchObject({ size: 134_400, attempts: 2, wanted: true });
  await at.is('PAN', 'read');
  expect(at.sizes).toEqual([134_400]);
  expect(await byteKeys()).toHaveLength(2);
  const [receipt, ...more] = await at.receipts();
  expect(more).toEqual([]);
  expect(receipt).toMatchObject({ attempt: 2, follows: first.documentId, size: 134_400, state: 'read' });
  expect(receipt?.reducedFrom).toMatch(/^[0-9a-f]{64}$/);
  expect(receipt?.reducedFrom).not.toBe(receipt?.sha256);
  await at.town.world.advance(DAY + HOUR);
  await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
  await at.town.world.until(async () => (await byteKeys()).length === 0, HOUR);
});

test('smaller again where that does not go through either; on a better line the first one goes after all', async () => {
  const at = await stuck(30_000);
  await at.shrink();
  await at.is('PAN', 'parked');
  expect(await at.row('PAN')).toMatchObject({ size: 134_400, shrinkTo: 67_200, original: 441_000 });
  await at.shrink();
  await at.is('PAN', 'parked');
  expect(await at.row('PAN')).toMatchObject({ size: 39_321, original: 441_000 });
  expect(await at.row('PAN')).not.toHaveProperty('shrinkTo');
  at.line.most = Infinity;
  await at.original();
  await at.is('PAN', 'read');
  expect(at.sizes).toEqual([441_000]);
  expect((await at.receipts()).map(({ reducedFrom }) => reducedFrom)).toEqual([undefined]);
});

test('nothing is made smaller that is on its way, whoever asks', async () => {
  const at = await stuck(200_000);
  await at.shrink();
  await expect(at.shrink()).rejects.toMatchObject({ reason: 'in-the-way' });
  expect(await byteKeys()).toHaveLength(2);
});
