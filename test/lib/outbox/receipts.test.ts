import { beforeEach, describe, expect, test } from 'vitest';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { Receipt, isFound } from '@/lib/domain/receipt';
import { receiptsCsv, receiptsJson } from '@/lib/domain/receipt-file';
import { addCapture } from '@/lib/outbox/actions';
import { accept, base, intend, refuse, takeBack, withAttempt } from '@/lib/outbox/attempt';
import { createStore } from '@/lib/outbox/store';
import { buildCapture, buildFlow, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { freshDatabase, withDisk } from './fresh-database';

beforeEach(freshDatabase);

async function createDesk() {
  const world = createFakeWorld();
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const fresh = buildFlow(createMoments(world.now()).at());
  for (const n of [0, 1]) {
    const { captureId } = buildCapture(n);
    await store.add(owner, 'CDL-1', { captureId, sealed: new Blob([`${n}`]) }, () => fresh);
  }
  const first = fresh.documents[0]?.attempts[0]?.documentId ?? '';
  const change = (to: (attempt: Attempt) => Attempt, drop: readonly string[] = []) =>
    store.update(fresh.flowId, (flow: Flow) => withAttempt(flow, first, to), drop);
  const send = async () => {
    await change((one) => ({
      ...base(one),
      state: 'stored',
    }));
    await change((one) => intend(one, world.now()));
  };
  return { world, store, first, change, send, flowId: fresh.flowId };
}

describe('a receipt', () => {
  test('is there as soon as Atlas may be told, and not before', async () => {
    const { store, first, send, change } = await createDesk();
    await change((one) => ({ ...base(one), state: 'stored' }));
    expect(await store.receipts(owner)).toEqual([]);
    await send();
    expect(await store.receipts(owner)).toEqual([
      expect.objectContaining({ documentId: first, state: 'submitted', attempt: 1, kind: 'AADHAAR' }),
    ]);
  });

  test('follows its attempt to the verdict, and keeps what was once known', async () => {
    const { world, store, change, send } = await createDesk();
    await send();
    const sentAt = world.now();
    await world.advance(60_000);
    await change((one) => accept(one, world.now(), { fileUuid: 'f-1', batchId: 'B-1' }));
    await world.advance(60_000);
    await change((one) => refuse(one, 'INVALID_DOC', 'PAN', world.now()));
    expect(await store.receipts(owner)).toEqual([
      expect.objectContaining({
        state: 'refused',
        verdictCode: 'INVALID_DOC',
        documentType: 'PAN',
        fileUuid: 'f-1',
        batchId: 'B-1',
        firstSentAt: sentAt,
        settledAt: sentAt + 120_000,
      }),
    ]);
  });

  test('tells a second sending under the same id from the first', async () => {
    const { world, store, change, send } = await createDesk();
    await send();
    const sentAt = world.now();
    await world.advance(60_000);
    await change(takeBack);
    expect(await store.receipts(owner)).toEqual([expect.objectContaining({ state: 'stored' })]);
    await change((one) => intend(one, world.now()));
    expect(await store.receipts(owner)).toEqual([
      expect.objectContaining({ state: 'submitted', firstSentAt: sentAt }),
    ]);
  });

  test('outlives the bytes and the flow, and is seen by its agent alone', async () => {
    const { store, send, change, flowId } = await createDesk();
    await send();
    await change((one) => accept(one, 1, {}), [buildCapture(0).captureId]);
    await withDisk((disk) => disk.transaction('flows', 'readwrite').objectStore('flows').delete(flowId));
    expect(await store.receipts(owner)).toHaveLength(1);
    expect(await store.receipts({ ...owner, agentId: 'agent-2' })).toEqual([]);
    expect(await store.receipts({ ...owner, tenantId: 'tenant-2' })).toEqual([]);
  });

  test('is not made of what was replaced before Atlas was told', async () => {
    const { store, flowId, send } = await createDesk();
    const { at } = createMoments(1);
    const slotId = uuidOf(5_001);
    const replace = (n: number) => ({ slotId, kind: 'PAN', capture: buildCapture(n) });
    await store.update(flowId, (flow) => addCapture(flow, replace(7), at()));
    expect(await store.receipts(owner)).toEqual([]);
    await send();
    expect((await store.receipts(owner)).map((one) => one.slotId)).toEqual([uuidOf(5_000)]);
  });

  test('is undone with the transaction that would have sent', async () => {
    const { store, change, flowId } = await createDesk();
    await change((one) => ({ ...base(one), state: 'stored' }));
    const broken = store.update(flowId, (flow) => {
      const sent = flow.documents.reduce(
        (next, { attempts }) => withAttempt(next, attempts[0]?.documentId ?? '', (one) => intend(one, 1)),
        flow,
      );
      return { ...sent, createdAt: Number.NaN };
    });
    await expect(broken).rejects.toMatchObject({ code: 'bug' });
    expect(await store.receipts(owner)).toEqual([]);
  });

  test('holds no address at which a document could be fetched', async () => {
    const { store, send } = await createDesk();
    await send();
    expect(JSON.stringify(await store.receipts(owner))).not.toContain('bearer');
  });

  test('that is damaged stops nobody, and the next change writes it anew', async () => {
    const { store, first, send, change } = await createDesk();
    await send();
    const raw = { documentId: first, ...owner, state: 'nonsense' };
    await withDisk((disk) => disk.transaction('receipts', 'readwrite').objectStore('receipts').put(raw));
    expect(await store.receipts(owner)).toEqual([]);
    await change((one) => accept(one, 1, {}));
    expect(await store.receipts(owner)).toEqual([expect.objectContaining({ state: 'sent' })]);
  });
});

const receipt: Receipt = Receipt.parse({
  version: 1,
  documentId: uuidOf(1),
  ...owner,
  loanId: 'CDL-1',
  flowId: uuidOf(2),
  slotId: uuidOf(3),
  kind: 'PAN',
  captureId: uuidOf(4),
  source: 'file',
  capturedAt: 0,
  contentType: 'image/jpeg',
  size: 10,
  sha256: 'ab'.repeat(32),
  sealedSha256: 'cd'.repeat(32),
  firstSentAt: new Date(2026, 10, 23, 12).getTime(),
  attempt: 1,
  state: 'refused',
  settledAt: 0,
  verdictCode: 'INVALID_DOC',
});

test.each([
  ['', true],
  ['cdl-1 pan', true],
  ['2026-11-23', true],
  ['2026-11', true],
  ['23/11/2026', true],
  ['24/11/2026', false],
  ['abab', true],
  [uuidOf(4), true],
  ['invalid_doc', true],
  ['CDL-2', false],
  ['CDL-1 AADHAAR', false],
])('a search for "%s"', (search, found) => {
  expect(isFound(receipt, search)).toBe(found);
});

test('a receipt is found by what the agent calls it, too', () => {
  expect(isFound(receipt, 'meena pan card')).toBe(false);
  expect(isFound(receipt, 'meena pan card', ['Meena Iyer', undefined, 'PAN card'])).toBe(true);
});

describe('an export', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '"=1', '|x'])('makes %j no formula', (loanId) => {
    const [, row = ''] = receiptsCsv([{ ...receipt, loanId }]).split('\r\n');
    expect(row.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  test('is a table that can be read back', () => {
    const text = receiptsCsv([{ ...receipt, loanId: 'a,"b"\nc' }]);
    expect(text.startsWith('\uFEFFloanId,kind,state,')).toBe(true);
    expect(text).toContain('\r\n"a,""b""\nc",PAN,refused,INVALID_DOC,,2026-11-23T');
  });

  test.each([
    ['492164578901', 'XXXX XXXX 8901'],
    ['CDL-202611220047', 'CDL-202611220047'],
  ])('names the loan %s as the screen does', (loanId, name) => {
    expect(receiptsCsv([{ ...receipt, loanId }])).toContain(`\r\n${name},`);
    expect(JSON.parse(receiptsJson([{ ...receipt, loanId }]))).toMatchObject({
      receipts: [{ loanId: name }],
    });
  });

  test('as JSON says when in words', () => {
    expect(JSON.parse(receiptsJson([receipt]))).toMatchObject({
      format: 'satchel/receipts/1',
      receipts: [{ loanId: 'CDL-1', capturedAt: '1970-01-01T00:00:00.000Z', size: 10 }],
    });
  });
});
