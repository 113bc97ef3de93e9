import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Refused } from '@/lib/broker/refused';
import { Tenants } from '@/lib/broker/tenants';
import { UploadAnswers, UploadSlots } from '@/lib/contract/broker';
import type { UploadRequest } from '@/lib/contract/broker';
import type { Desk } from './desk';
import { asha, createDesk, sealCapture } from './desk';

const sign = (desk: Desk, body: readonly UploadRequest[]) => desk.ask('POST', '/v1/uploads', { body });
const bad = (request: UploadRequest, change: Partial<UploadRequest>): UploadRequest => ({
  ...request,
  ...change,
});

/** Five captures of one agent. */
async function five(desk: Desk) {
  const captures = await Promise.all(Array.from({ length: 5 }, () => sealCapture(desk)));
  return { captures, requests: captures.map(({ request }) => request) };
}

describe('several captures are signed at once', () => {
  const tenants = Tenants.parse({ [asha.tenantId]: { uploads: { maxBytes: 1_000 } } });

  const reasons: ReadonlyArray<readonly [string, string, (one: UploadRequest) => UploadRequest]> = [
    ['sealed to a key nobody holds', 'unknown_key', (one) => bad(one, { keyId: 'nobodys' })],
    ['too large for any', 'too_large', (one) => bad(one, { size: 65 * 1_024 * 1_024 })],
    ['too large for its tenant', 'too_large', (one) => bad(one, { opened: { ...one.opened, size: 1_001 } })],
  ];
  test.each(reasons)('one is %s: the others go, and it is named', async (_, error, spoil) => {
    const desk = await createDesk({ config: { tenants } });
    const { requests, captures } = await five(desk);
    const body = requests.map((one, at) => (at === 2 ? spoil(one) : one));
    const response = await sign(desk, body);
    expect(response.status).toBe(200);
    const answers = UploadAnswers.parse(await response.json());
    expect(answers.map(({ documentId }) => documentId)).toEqual(requests.map((one) => one.documentId));
    expect(answers.map((one) => ('error' in one ? one.error : 'signed'))).toEqual([
      'signed',
      'signed',
      error,
      'signed',
      'signed',
    ]);
    const [slot, capture] = [answers[3], captures[3]];
    if (!slot || !capture || 'error' in slot) throw new Error('not signed');
    expect(desk.store.upload(slot.putUrl, capture.sealed, slot.putHeaders)).toBe(true);
    expect(desk.lines.at(-1)).toContain(`"code":"${error}"`);
  });

  test('one was withdrawn: the others go', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    const withdrawn = requests[0]?.documentId ?? '';
    await desk.ask('POST', '/v1/withdrawals', { body: { documentIds: [withdrawn] } });
    const answers = UploadAnswers.parse(await (await sign(desk, requests)).json());
    expect(answers.map((one) => 'error' in one)).toEqual([true, false, false, false, false]);
    expect(answers[0]).toMatchObject({ documentId: withdrawn, error: 'withdrawn' });
  });

  test('the store does not answer for one: the others go', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    let heads = 0;
    desk.store.onCall((act) => {
      heads += act === 'head' ? 1 : 0;
      if (act === 'head' && heads === 1) throw new Refused('store_unavailable');
    });
    const answers = UploadAnswers.parse(await (await sign(desk, requests)).json());
    expect(answers.filter((one) => 'error' in one)).toEqual([
      expect.objectContaining({ error: 'store_unavailable' }),
    ]);
  });

  test('all are refused: the answer is the refusal, as it is for one', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    const all = requests.map((one) => bad(one, { keyId: 'nobodys' }));
    for (const body of [all, all.slice(0, 1)]) {
      const response = await sign(desk, body);
      expect([response.status, await response.json()]).toMatchObject([409, { error: 'unknown_key' }]);
    }
  });

  test('what nobody foresaw at one is a bug of all: no line hides it', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    let signs = 0;
    desk.store.onCall((act) => {
      signs += act === 'sign' ? 1 : 0;
      if (act === 'sign' && signs === 1) throw new TypeError('odd');
    });
    expect((await sign(desk, requests)).status).toBe(500);
  });

  test('asked again, what was signed is signed again', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    const urls = async () =>
      UploadSlots.parse(await (await sign(desk, requests)).json()).map(({ fileUrl }) => fileUrl);
    expect(await urls()).toHaveLength(5);
    expect(new Set(await urls()).size).toBe(5);
  });

  test('many are answered packed, to whoever takes that; one is not worth it', async () => {
    const desk = await createDesk();
    const { requests } = await five(desk);
    const ask = (body: readonly UploadRequest[], encoding: string) =>
      desk.ask('POST', '/v1/uploads', { body, headers: { 'accept-encoding': encoding } });
    const [packed, plain, single] = [
      await ask(requests, 'gzip, br'),
      await ask(requests, 'identity'),
      await ask(requests.slice(0, 1), 'gzip, br'),
    ];
    const encoding = (response: Response) => response.headers.get('content-encoding');
    expect([packed, plain, single].map(encoding)).toEqual(['gzip', null, null]);
    const [sent, full] = [Buffer.from(await packed.arrayBuffer()), await plain.text()];
    expect(UploadSlots.parse(JSON.parse(gunzipSync(sent).toString()))).toHaveLength(5);
    expect(sent.byteLength).toBeLessThan(full.length / 2);
    expect(UploadSlots.parse(await single.json())).toHaveLength(1);
  });
});
