import { expect, test } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import { createClient } from '@/lib/rpc/client';

async function failureOf(send: (message: unknown) => Promise<unknown>): Promise<Failed> {
  const thrown = await createClient(send)
    .call('flow.list', { finished: 1 })
    .catch((reason: unknown) => reason);
  if (thrown instanceof Failed) return thrown;
  throw new Error('expected a Failed');
}

test('sends method and input, and gives back the value', async () => {
  const sent = new Array<unknown>();
  const client = createClient(async (message) => {
    sent.push(message);
    return { ok: true, value: [] };
  });
  expect(await client.call('flow.list', { finished: 1 })).toEqual([]);
  await client.call('portal.status', { loanId: 'CDL-1' });
  expect(sent).toEqual([
    { method: 'flow.list', input: { finished: 1 } },
    { method: 'portal.status', input: { loanId: 'CDL-1' } },
  ]);
});

test('a failure is thrown with its words', async () => {
  const failure = { code: 'throttled', reason: 'too-many-sign-ins', retryAfterMs: 30_000 };
  expect(await failureOf(async () => ({ ok: false, failure }))).toMatchObject(failure);
});

test('a background that is gone, after an update of the extension for one, is said as such', async () => {
  const gone = await failureOf(() => Promise.reject(new Error('Extension context invalidated.')));
  expect(gone).toMatchObject({ code: 'bug', reason: 'disconnected' });
});

test('a background that ended before it answered is gone as well', async () => {
  expect(await failureOf(async () => undefined)).toMatchObject({ code: 'bug', reason: 'disconnected' });
});

test.each([null, 'yes', {}, []])('%j is no answer', async (answer) => {
  expect((await failureOf(async () => answer)).code).toBe('unreadable');
});
