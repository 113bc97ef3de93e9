import { expect, test } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import { createClient } from '@/lib/rpc/client';
import { createPatientClient } from '@/lib/rpc/patient';

const gone = new Error('the message channel closed before a response was received');
const flowId = '6f2c7c1e-2a0b-4b1c-9a53-0d2f4a5b6c7d';
const slotId = '0b8f1d52-7a44-4c6e-8f0e-5d1c2b3a4f69';
const capture = { flowId, kind: 'PAN', source: 'file', bytes: new Blob() } as const;

/** A background that is ended so many times before it answers. */
function ended(times: number, answer: unknown = { ok: true, value: 'here' }) {
  const waits = new Array<number>();
  let asked = 0;
  const client = createPatientClient(
    { sleep: async (ms) => void waits.push(ms) },
    createClient(async () => {
      asked += 1;
      if (asked <= times) throw gone;
      return answer;
    }),
  );
  return { client, waits, asked: () => asked };
}

test('what may be asked twice is asked again when the background was ended in the middle, with growing pauses', async () => {
  const { client, waits, asked } = ended(3);
  expect(await client.call('folder.list')).toBe('here');
  expect(asked()).toBe(4);
  expect(waits).toEqual([100, 500, 2_000]);
});

test('a background that stays away is said to be gone', async () => {
  const { client, asked } = ended(99);
  await expect(client.call('folder.list')).rejects.toMatchObject({ reason: 'disconnected' });
  expect(asked()).toBe(4);
});

test('what does something each time is asked once', async () => {
  const { client, asked } = ended(1);
  await expect(client.call('flow.rerun', { flowId, slotIds: [slotId] })).rejects.toMatchObject({
    reason: 'disconnected',
  });
  expect(asked()).toBe(1);
});

test('a new document is given again, since it is known by its bytes; one in the place of another is not', async () => {
  const fresh = ended(1);
  await fresh.client.call('capture.add', { ...capture, slotId: undefined });
  expect(fresh.asked()).toBe(2);
  const replacing = ended(1);
  await expect(replacing.client.call('capture.add', { ...capture, slotId })).rejects.toThrow(Failed);
  expect(replacing.asked()).toBe(1);
});

test('any other failure is told at once', async () => {
  const { client, asked } = ended(0, { ok: false, failure: { code: 'full' } });
  await expect(client.call('folder.list')).rejects.toMatchObject({ code: 'full' });
  expect(asked()).toBe(1);
});
