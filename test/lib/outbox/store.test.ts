import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import { createStore } from '@/lib/outbox/store';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { byteKeys, freshDatabase, quarantined, rawFlows, withDisk, writeRaw } from './fresh-database';

beforeEach(freshDatabase);

const ravi = { tenantId: 'tenant-1', agentId: 'agent-2' };

function createShelf() {
  const moments = createMoments();
  const told = { changes: 0, damaged: new Array<string>() };
  const store = createStore({
    world: { now: () => moments.at().now, sleep: createFakeWorld().sleep },
    changed: () => {
      told.changes += 1;
    },
    damaged: (flowId) => told.damaged.push(flowId),
  });

  /** Puts capture `n` into a slot of its own, or over the capture of `slot`. */
  function put(n: number, { of = owner, loanId = 'CDL-1', slot = n, text = `sealed-${n}` } = {}) {
    const capture = buildCapture(n);
    const added = { slotId: uuidOf(5_000 + slot), kind: 'PAN', capture };
    const sealed = new Blob([text]);
    return store.add(of, loanId, { captureId: capture.captureId, sealed }, (flow) =>
      flow
        ? addCapture(flow, added, moments.at())
        : newFlow(of, { loanId, productType: 'POC_CDL' }, added, moments.at()),
    );
  }
  return { store, put, told, moments };
}

async function failureOf(work: Promise<unknown>): Promise<Failed> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof Failed) return thrown;
  throw new Error('expected a Failed');
}

/** What a full disk does when the bytes are put. */
function refuseBytes(name: string) {
  const put = IDBObjectStore.prototype.put;
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function refuse(
    this: IDBObjectStore,
    value,
    key,
  ) {
    if (this.name === 'bytes') throw new DOMException('no room', name);
    return put.call(this, value, key);
  });
}

describe('record and bytes', () => {
  test('a capture is there with its bytes, for a context that opens the disk afterwards', async () => {
    const { put } = createShelf();
    const flow = await put(1);
    const later = createShelf().store;
    expect(await later.list(owner)).toEqual([flow]);
    const bytes = await later.bytes(buildCapture(1).captureId);
    expect(await bytes?.text()).toBe('sealed-1');
  });

  test('bytes and record are written by one strict transaction', async () => {
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await createShelf().put(1);
    const writing = opened.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writing).toEqual([
      [['flows', 'bytes', 'quarantine', 'receipts'], 'readwrite', { durability: 'strict' }],
    ]);
  });

  test('a second capture joins the flow of its loan; another loan has its own', async () => {
    const { put, store } = createShelf();
    const first = await put(1);
    const second = await put(2);
    const other = await put(3, { loanId: 'CDL-2' });
    expect(second?.flowId).toBe(first?.flowId);
    expect(second?.documents).toHaveLength(2);
    expect(other?.flowId).not.toBe(first?.flowId);
    expect(await store.list(owner)).toHaveLength(2);
    expect(await byteKeys()).toHaveLength(3);
  });

  test('a replacement is a new attempt of the same slot, and the old bytes stay', async () => {
    const { put } = createShelf();
    await put(1, { slot: 1 });
    const flow = await put(2, { slot: 1 });
    expect(flow?.documents.map(({ attempts }) => attempts.map(({ state }) => state))).toEqual([
      ['withdrawn', 'captured'],
    ]);
    expect(await byteKeys()).toEqual([buildCapture(1).captureId, buildCapture(2).captureId]);
  });

  test('a decision to write nothing writes nothing and tells nobody', async () => {
    const { put, store, told } = createShelf();
    await put(1);
    const before = await rawFlows();
    told.changes = 0;
    const answer = await store.add(
      owner,
      'CDL-1',
      { captureId: uuidOf(77), sealed: new Blob(['x']) },
      () => undefined,
    );
    expect(answer).toBeUndefined();
    expect(await rawFlows()).toEqual(before);
    expect(await byteKeys()).toEqual([buildCapture(1).captureId]);
    expect(told.changes).toBe(0);
  });

  test('twenty captures at once lose none', async () => {
    const { put, store } = createShelf();
    await Promise.all(Array.from({ length: 20 }, (_, n) => put(n)));
    const [flow] = await store.list(owner);
    expect(flow?.documents).toHaveLength(20);
    expect(await byteKeys()).toHaveLength(20);
  });

  test('bytes go in the transaction that stops needing them', async () => {
    const { put, store } = createShelf();
    const flow = await put(1);
    await put(2);
    await store.update(flow?.flowId ?? '', (now) => now, [buildCapture(1).captureId]);
    expect(await byteKeys()).toEqual([buildCapture(2).captureId]);
  });
});

describe('a write that fails keeps nothing', () => {
  test.each(['QuotaExceededError', 'UnknownError'])('%s when the bytes are put: full', async (name) => {
    const { put, store, told } = createShelf();
    await put(1);
    told.changes = 0;
    const before = await rawFlows();
    const full = refuseBytes(name);
    expect((await failureOf(put(2))).code).toBe('full');
    expect((await failureOf(put(3, { loanId: 'CDL-2' }))).code).toBe('full');
    full.mockRestore();
    expect(await rawFlows()).toEqual(before);
    expect(await byteKeys()).toEqual([buildCapture(1).captureId]);
    expect(told.changes).toBe(0);
    expect((await put(2))?.documents).toHaveLength(2);
    expect(await store.bytes(buildCapture(2).captureId)).toBeDefined();
  });

  test('a transaction that aborts after every request succeeded is no success', async () => {
    const { put, told } = createShelf();
    const original = IDBObjectStore.prototype.put;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function refuseLate(
      this: IDBObjectStore,
      value,
      key,
    ) {
      const request = original.call(this, value, key);
      // As Chromium does it over quota: the request succeeds, the transaction carries the error.
      if (this.name === 'flows') {
        const { transaction } = this;
        Object.defineProperty(transaction, 'error', {
          value: new DOMException('no room', 'QuotaExceededError'),
        });
        request.addEventListener('success', () => transaction.abort());
      }
      return request;
    });
    expect((await failureOf(put(1))).code).toBe('full');
    full.mockRestore();
    expect(await rawFlows()).toEqual([]);
    expect(await byteKeys()).toEqual([]);
    expect(told.changes).toBe(0);
  });

  test('a change that throws undoes its transaction and is told as it is', async () => {
    const { put, store } = createShelf();
    const flow = await put(1);
    const before = await rawFlows();
    const thrown = await failureOf(
      store.update(flow?.flowId ?? '', () => {
        throw new Failed('rejected', { reason: 'in-the-way' });
      }),
    );
    expect(thrown.reason).toBe('in-the-way');
    expect(await rawFlows()).toEqual(before);
  });

  test('a record that is refused takes its bytes with it, and gives back those it would have dropped', async () => {
    const { put, store } = createShelf();
    const flow = await put(1);
    const before = await rawFlows();
    const broken = (now: Flow | undefined) => now && { ...now, documents: [] };
    const bytes = { captureId: uuidOf(77), sealed: new Blob(['x']) };
    expect((await failureOf(store.add(owner, 'CDL-1', bytes, broken))).code).toBe('bug');
    const dropping = store.update(flow?.flowId ?? '', broken, [buildCapture(1).captureId]);
    expect((await failureOf(dropping)).code).toBe('bug');
    expect(await rawFlows()).toEqual(before);
    expect(await byteKeys()).toEqual([buildCapture(1).captureId]);
  });
});

describe('whose it is', () => {
  test('two agents with the same loan have two flows and do not see each other', async () => {
    const { put, store } = createShelf();
    const mine = await put(1);
    const his = await put(2, { of: ravi });
    expect(mine?.flowId).not.toBe(his?.flowId);
    expect((await store.list(owner)).map(({ flowId }) => flowId)).toEqual([mine?.flowId]);
    expect((await store.list(ravi)).map(({ flowId }) => flowId)).toEqual([his?.flowId]);
    expect((await store.loan(ravi, 'CDL-1'))?.flowId).toBe(his?.flowId);
    expect(await store.loan({ ...ravi, tenantId: 'tenant-2' }, 'CDL-1')).toBeUndefined();
  });

  test('the database refuses a second flow for one loan of one agent', async () => {
    const { put } = createShelf();
    const flow = await put(1);
    await expect(writeRaw({ ...flow, flowId: uuidOf(999) })).rejects.toMatchObject({
      name: 'ConstraintError',
    });
  });
});

describe('a damaged record', () => {
  async function damaged() {
    const shelf = createShelf();
    const good = await shelf.put(1);
    const bad = await shelf.put(2, { loanId: 'CDL-2' });
    await writeRaw({ ...bad, documents: 'gone' });
    return { ...shelf, good, bad };
  }

  test('stops nobody else, is named, and is left where it is', async () => {
    const { store, good, bad, told, put } = await damaged();
    expect(await store.list(owner)).toEqual([good]);
    expect(told.damaged).toEqual([bad?.flowId]);
    expect(await store.get(bad?.flowId ?? '')).toBeUndefined();
    expect((await put(3))?.documents).toHaveLength(2);
    expect(await byteKeys()).toContain(buildCapture(2).captureId);
    expect(await rawFlows()).toHaveLength(2);
  });

  test('is not written over by a step that was under way', async () => {
    const { store, bad } = await damaged();
    const before = await rawFlows();
    expect(await store.update(bad?.flowId ?? '', (flow) => flow)).toBeUndefined();
    expect(await rawFlows()).toEqual(before);
  });

  test('is moved out of the way of its loan, and nothing of it is deleted', async () => {
    const { put, store, bad } = await damaged();
    const fresh = await put(4, { loanId: 'CDL-2' });
    expect(fresh?.flowId).not.toBe(bad?.flowId);
    expect((await store.loan(owner, 'CDL-2'))?.flowId).toBe(fresh?.flowId);
    expect(await quarantined()).toEqual([{ ...bad, documents: 'gone' }]);
    expect(await byteKeys()).toEqual(expect.arrayContaining([2, 4].map((n) => buildCapture(n).captureId)));
    expect((await put(5, { loanId: 'CDL-2' }))?.documents).toHaveLength(2);
    expect(await quarantined()).toHaveLength(1);
  });

  test('stays where it is when the capture that comes for its loan finds no room', async () => {
    const { put } = await damaged();
    const before = await rawFlows();
    const full = refuseBytes('QuotaExceededError');
    expect((await failureOf(put(4, { loanId: 'CDL-2' }))).code).toBe('full');
    full.mockRestore();
    expect(await rawFlows()).toEqual(before);
    expect(await quarantined()).toEqual([]);
  });

  test('is counted to its agent wherever it lies, and to everybody when it says no more whose it is', async () => {
    const { put, store, bad } = await damaged();
    expect(await store.damaged(owner)).toBe(1);
    expect(await store.damaged(ravi)).toBe(0);
    await put(4, { loanId: 'CDL-2' });
    expect(await store.damaged(owner)).toBe(1);
    // Of one that lost even its mark the witness names the captures at once; it is counted from the next start on.
    await writeRaw({ flowId: bad?.flowId, agentId: 7 });
    await store.mend();
    expect(await store.damaged(owner)).toBe(2);
    expect(await store.damaged(ravi)).toBe(1);
  });

  test('keeps the captures it held from being named as lost', async () => {
    const { put, store } = await damaged();
    await put(4, { loanId: 'CDL-2' });
    const { damaged: places, captureIds } = await store.survey([]);
    expect(places).toEqual([{ ...owner, loanId: 'CDL-2' }]);
    expect(captureIds.has(buildCapture(2).captureId)).toBe(true);
  });
});

test('a connection that the platform takes away is opened again', async () => {
  const { put, store } = createShelf();
  const flow = await put(1);
  // A newer version asks for the database: the store gives way, and does not hold the upgrade up.
  await withDisk((database) => database.transaction('flows').objectStore('flows').count());
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('satchel');
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error));
  });
  expect(await store.list(owner)).toEqual([]);
  expect((await put(1))?.loanId).toBe(flow?.loanId);
  expect(await store.list(owner)).toHaveLength(1);
});

test('the newest flow comes first', async () => {
  const { put, store, moments } = createShelf();
  const ids = new Array<Flow['flowId'] | undefined>();
  for (const loanId of ['CDL-1', 'CDL-2', 'CDL-3']) {
    moments.pass(1_000);
    ids.unshift((await put(ids.length, { loanId }))?.flowId);
  }
  expect((await store.list(owner)).map(({ flowId }) => flowId)).toEqual(ids);
});

describe('changes that come at the same moment', () => {
  const idOf = (flow: Flow | undefined) => flow?.flowId ?? '';

  test('of one flow are all kept, each made of the one before, in fewer transactions than changes', async () => {
    const { store, put } = createShelf();
    const flowId = idOf(await put(1));
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const more = (flow: Flow): Flow => ({ ...flow, graceMs: (flow.graceMs ?? 0) + 1 });
    await Promise.all(Array.from({ length: 12 }, () => store.update(flowId, more)));
    expect((await store.get(flowId))?.graceMs).toBe(12);
    const writes = transactions.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writes.length).toBeLessThan(4);
  });

  test('one that fails leaves the others whole', async () => {
    const { store, put } = createShelf();
    const [one, two] = [idOf(await put(1)), idOf(await put(2, { loanId: 'CDL-2' }))];
    const ended = await Promise.allSettled([
      store.update(one, (flow) => ({ ...flow, graceMs: 1 })),
      store.update(one, () => {
        throw new RangeError('no');
      }),
      store.update(two, (flow) => ({ ...flow, graceMs: 2 })),
    ]);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.get(one))?.graceMs).toBe(1);
    expect((await store.get(two))?.graceMs).toBe(2);
  });
});
