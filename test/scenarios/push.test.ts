import { beforeEach, expect, test } from 'vitest';
import { createPushAccess } from '@/lib/broker/push-access';
import type { PushPort } from '@/lib/session/push';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import type { Town } from './town';
import { asha, createLaptop, createTown, ravi } from './town';

beforeEach(freshDatabase);

const push = createPushAccess(
  Buffer.alloc(32, 7).toString('base64url'),
  'mailto:ops@bank.example',
  'push.test',
);

/** A browser's push service: one subscription, with a new endpoint each time. */
function createPort() {
  let made = 0;
  const held = new Array<string>();
  const keys = new Array<string>();
  const port: PushPort = {
    async subscribe(publicKey) {
      keys.push(publicKey);
      if (held.length === 0) held.push(`https://push.test/${(made += 1)}`);
      return held[0];
    },
    unsubscribe: async () => held.pop(),
  };
  return { port, held, keys };
}

const told = ({ sent }: Town, path: string) =>
  sent.filter(({ text }) => text.split('\n')[0]?.endsWith(`/v1/push/${path}`)).map(({ text }) => text);
const kept = ({ objects }: Town) => [...objects.kept.keys()].filter((key) => key.startsWith('push/'));

test('signed in, the browser is subscribed and the broker knows it; signed out, neither', async () => {
  const town = await createTown(1, {}, { config: { push } });
  const { port, held, keys } = createPort();
  const laptop = createLaptop(town, {}, { push: port });
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await town.world.until(() => kept(town).length === 1);
  expect(keys).toEqual([push.vapidDetails.publicKey]);
  expect(told(town, 'subscribe')[0]).toContain('{"endpoint":"https://push.test/1"}');
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  expect([held, kept(town)]).toEqual([[], []]);
  await laptop.wait(laptop.popup.call('session.signIn', ravi));
  await town.world.until(() => kept(town).length === 1);
  expect(held).toEqual(['https://push.test/2']);
});

test('where the broker has no key the browser is not subscribed, and one that was is so no more', async () => {
  const town = await createTown();
  const { port, held, keys } = createPort();
  held.push('https://push.test/of-another-organisation');
  const laptop = createLaptop(town, {}, { push: port });
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await town.world.until(() => held.length === 0);
  expect([keys, told(town, 'subscribe')]).toEqual([[], []]);
});

test.each([
  ['the browser refuses', { subscribe: () => Promise.reject(new Error('denied')) }],
  ['the browser cannot', { subscribe: async () => undefined }],
  ['it is another push service', { subscribe: async () => 'https://elsewhere.test/1' }],
])('when %s, nobody is kept from signing in or out', async (_what, own) => {
  const town = await createTown(1, {}, { config: { push } });
  const { port } = createPort();
  const laptop = createLaptop(town, {}, { push: { ...port, ...own } });
  expect((await laptop.wait(laptop.popup.call('session.signIn', asha))).phase).toBe('signed-in');
  await town.world.advance(1_000);
  expect(kept(town)).toEqual([]);
  const left = await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  expect(left.phase).toBe('signed-out');
  expect(laptop.lines.filter((line) => line.includes('failed'))).toEqual([]);
});

test('an agent captures for his tenant’s products, and the next one for his own', async () => {
  const town = await createTown();
  const laptop = createLaptop(town);
  const productsOf = async () =>
    (await laptop.wait(laptop.popup.call('state.get'))).organisation?.products.map((one) => one.productType);
  expect(await productsOf()).toEqual(['POC_CDL']);
  const documents = [{ kind: 'PAN', label: 'PAN card', required: true }];
  const own = [{ productType: 'TWO_WHEELER', label: 'Two-wheeler loan', documents }];
  town.rewrite('/v1/products', () => own);
  await laptop.wait(laptop.popup.call('session.signIn', asha));
  await town.world.until(async () => (await productsOf())?.[0] === 'TWO_WHEELER');
  laptop.restartBrowser();
  expect(await productsOf()).toEqual(['TWO_WHEELER']);
  await laptop.wait(laptop.popup.call('session.signOut', { deleteUnsent: false }));
  expect(await productsOf()).toEqual(['POC_CDL']);
});
