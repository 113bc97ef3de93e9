import { expect, test } from 'vitest';
import { Pin } from '@/lib/domain/pin';
import { isSimple } from '@/lib/domain/simple-pin';
import { fromSeed, joined, openToken, PIN_COST, sealToken, stretch } from '@/lib/session/pin-keys';

const cheap = { N: 2, r: 1, p: 1 };
const salt = fromSeed('salt');

test('a PIN gives a proof and a half of the key, neither of which follows from the other', () => {
  const one = stretch('402918', salt, cheap);
  expect(stretch('402918', salt, cheap)).toEqual(one);
  expect(one.proof).toMatch(/^[0-9a-f]{64}$/);
  expect(one.half).not.toBe(one.proof);
  for (const other of [
    stretch('402919', salt, cheap),
    stretch('402918', fromSeed('another'), cheap),
    stretch('402918', salt, { ...cheap, N: 4 }),
  ]) {
    expect(other.proof).not.toBe(one.proof);
    expect(other.half).not.toBe(one.half);
  }
});

test('a guess costs 64 MiB and twice 65,536 rounds', () => {
  expect(128 * PIN_COST.N * PIN_COST.r).toBe(64 * 2 ** 20);
  expect(PIN_COST.p).toBe(2);
});

test('what is sealed opens with both halves, for the same agent and under the same name', async () => {
  const { half } = stretch('402918', salt, cheap);
  const key = joined(half, fromSeed('share'));
  const binding = ['tenant-1', 'agent-1', 'handle'] as const;
  const sealed = await sealToken(key, 'refresh-1', binding, 'seed');
  expect(await openToken(key, sealed, binding)).toBe('refresh-1');
  expect(await openToken(joined(half, fromSeed('no share')), sealed, binding)).toBeUndefined();
  expect(await openToken(key, sealed, ['tenant-1', 'agent-2', 'handle'])).toBeUndefined();
  expect(await openToken(key, sealed, ['tenant-1', 'agent-1', 'other'])).toBeUndefined();
  const damaged = `${sealed.slice(0, -1)}${sealed.endsWith('0') ? '1' : '0'}`;
  expect(await openToken(key, damaged, binding)).toBeUndefined();
  expect(await sealToken(key, 'refresh-1', binding, 'another seed')).not.toBe(sealed);
});

test.each(['000000', '123456', '987654', '121212', '12345', '1234567890123', '40291a', '٤٠٢٩١٨'])(
  '%s is no PIN',
  (typed) => expect(Pin.safeParse(typed).success).toBe(false),
);
test.each(['402918', '112233', '135790'])('%s is one', (typed) => {
  expect(isSimple(typed)).toBe(false);
  expect(Pin.safeParse(typed).success).toBe(true);
});
