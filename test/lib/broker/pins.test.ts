import { expect, test } from 'vitest';
import { PIN_TRIES } from '@/lib/broker/pins';
import { PinHalf, PinOpened } from '@/lib/contract/pin';
import { createMemoryObjects } from '@/test/support/memory-objects';
import type { Desk, DeskOptions } from './desk';
import { createDesk, secrets } from './desk';

const right = '1'.repeat(64);
const wrong = '2'.repeat(64);

async function deskWith(options: DeskOptions = {}, pin = true): Promise<Desk> {
  const { config } = await createDesk();
  return createDesk({
    ...options,
    config: { organisation: { ...config.organisation, signIn: { password: true, pin } } },
  });
}
const register = async (desk: Desk) =>
  PinHalf.parse(await (await desk.ask('POST', '/v1/pins', { body: { proof: right } })).json());
const open = async (desk: Desk, handle: string, proof: string) =>
  PinOpened.parse(
    await (await desk.ask('POST', '/v1/pins/open', { token: '', body: { handle, proof } })).json(),
  );

test('the share is released against its proof alone, and four wrong tries do not end it', async () => {
  const desk = await deskWith();
  const { handle, share } = await register(desk);
  for (let n = 1; n < PIN_TRIES; n += 1)
    expect(await open(desk, handle, wrong)).toEqual({ left: PIN_TRIES - n });
  expect(await open(desk, handle, right)).toEqual({ share });
  expect(await open(desk, handle, right)).toEqual({ share });
  // The right one gave its place back, and no other.
  expect(await open(desk, handle, wrong)).toEqual({ left: 0 });
  expect(await open(desk, handle, right)).toEqual({ left: 0 });
});

test('a hundred wrong ones at once at two brokers: five are looked at, and the share is gone', async () => {
  const one = await deskWith();
  const other = await deskWith({ store: one.store });
  const { handle } = await register(one);
  let looked = 0;
  one.store.onCall((act, key) => {
    if (act === 'get' && key.endsWith('/share')) looked += 1;
  });
  const asked = Array.from({ length: 100 }, (_, n) => open(n % 2 ? one : other, handle, wrong));
  const answers = await Promise.all(asked);
  expect(looked).toBe(PIN_TRIES);
  expect(answers.filter((answer) => 'share' in answer)).toEqual([]);
  expect(await open(one, handle, right)).toEqual({ left: 0 });
  expect([...one.store.kept.keys()].filter((key) => key.endsWith('/share'))).toEqual([]);
});

test('a broker that dies after it took a place has spent it', async () => {
  const desk = await deskWith();
  const { handle } = await register(desk);
  desk.store.onCall((act, key) => {
    if (act === 'get' && key.startsWith('pins/')) throw new TypeError('dead');
  });
  for (let n = 0; n < PIN_TRIES; n += 1)
    expect(
      (await desk.ask('POST', '/v1/pins/open', { token: '', body: { handle, proof: wrong } })).status,
    ).toBe(500);
  desk.store.onCall(() => {});
  expect(await open(desk, handle, right)).toEqual({ left: 0 });
});

test('forgotten, nothing of it is left; a handle that is nobody’s leaves nothing', async () => {
  const desk = await deskWith();
  const { handle } = await register(desk);
  await open(desk, handle, wrong);
  expect((await desk.ask('POST', '/v1/pins/forget', { token: '', body: { handle } })).status).toBe(200);
  expect(await open(desk, handle, right)).toEqual({ left: 0 });
  expect(await open(desk, '3'.repeat(64), right)).toEqual({ left: 0 });
  expect([...desk.store.kept.keys()]).toEqual([]);
});

test('store and log hold neither share nor proof nor handle', async () => {
  const desk = await deskWith();
  const { handle, share } = await register(desk);
  await open(desk, handle, right);
  await open(desk, handle, wrong);
  const kept = [...desk.store.kept].map(([key, { bytes }]) => key + Buffer.from(bytes).toString('latin1'));
  const all = [...kept, ...desk.lines].join('\n');
  for (const secret of [handle, share, right, wrong]) expect(all).not.toContain(secret);
});

test('an old sealing key still opens; with another one the share is gone', async () => {
  const store = createMemoryObjects();
  const before = await deskWith({ store });
  const { handle, share } = await register(before);
  const { generateSealingKey } = await import('@/lib/broker/keyring');
  const rotated = await deskWith({ store, sealingKey: `${generateSealingKey()},${secrets.sealingKey}` });
  expect(await open(rotated, handle, right)).toEqual({ share });
});

test('nobody registers without a token, nor where the organisation does not allow it', async () => {
  const body = { proof: right };
  const [on, off] = [await deskWith(), await deskWith({}, false)];
  expect((await on.ask('POST', '/v1/pins', { token: '', body })).status).toBe(401);
  expect((await off.ask('POST', '/v1/pins', { body })).status).toBe(404);
  const opening = { token: '', body: { handle: right, proof: right } };
  expect((await off.ask('POST', '/v1/pins/open', opening)).status).toBe(404);
  expect((await on.ask('POST', '/v1/pins', { body: { proof: 'short' } })).status).toBe(400);
});
