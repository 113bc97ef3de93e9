import { beforeEach, describe, expect, test, vi } from 'vitest';
import { currentAttempt, Flow } from '@/lib/domain/flow';
import type { Attempt } from '@/lib/domain/flow';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import { base } from '@/lib/outbox/attempt';
import { createStore } from '@/lib/outbox/store';
import { createWitness } from '@/lib/outbox/witness';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { freshDatabase, rawFlows, writeRaw } from './fresh-database';

beforeEach(freshDatabase);

const end = (attempt: Attempt, released: boolean): Attempt => ({
  ...base(attempt),
  state: 'read',
  readAt: 1,
  documentType: 'PAN',
  released,
});
const ended = (flow: Flow, released: boolean): Flow => ({
  ...flow,
  documents: flow.documents.map((document) => ({
    ...document,
    attempts: [...document.attempts.slice(0, -1), end(currentAttempt(document), released)],
  })),
});
const ids = (flows: readonly Flow[]) => flows.map(({ flowId }) => flowId);

function createShelf() {
  const moments = createMoments();
  const world = { ...createFakeWorld(), now: () => moments.at().now };
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const put = async (n: number) => {
    const added = { slotId: uuidOf(5_000 + n), kind: 'PAN', capture: buildCapture(n) };
    const loanId = `CDL-${n}`;
    const bytes = { captureId: added.capture.captureId, sealed: new Blob([`sealed-${n}`]) };
    moments.pass(1_000);
    const flow = await store.add(owner, loanId, bytes, (there) =>
      there
        ? addCapture(there, { ...added, slotId: uuidOf(6_000 + n) }, moments.at())
        : newFlow(owner, { loanId, productType: 'POC_CDL' }, added, moments.at()),
    );
    if (!flow) throw new RangeError('nothing was written');
    return flow;
  };
  /** Read, and its bytes gone. */
  const finish = async (flow: Flow) => {
    moments.pass(1_000);
    const captures = flow.documents.map((document) => currentAttempt(document).capture.captureId);
    await store.update(flow.flowId, (one) => ended(one, true), captures);
  };
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  const witness = createWitness({ world, vault, store, changed: () => {} });
  return { store, put, finish, witness, vault };
}

describe('a finished loan', () => {
  test('is on no list of what is to do, and the last ones come first on their own', async () => {
    const { store, put, finish } = createShelf();
    const flows = [await put(1), await put(2), await put(3), await put(4)];
    const [first, second, third, fourth] = flows;
    if (!first || !second || !third || !fourth) throw new RangeError('four flows');
    await finish(third);
    await finish(first);
    expect(ids(await store.list(owner))).toEqual(ids([fourth, second]));
    expect(ids(await store.finished(owner, 9))).toEqual(ids([first, third]));
    expect(ids(await store.finished(owner, 1))).toEqual(ids([first]));
    expect(await store.finished({ ...owner, agentId: 'agent-2' }, 9)).toEqual([]);
  });

  test('is found among older ones when it is looked for', async () => {
    const { store, put, finish } = createShelf();
    const flows = [await put(1), await put(2), await put(3)];
    for (const flow of flows) await finish(flow);
    const [first] = flows;
    expect(ids(await store.finished(owner, 1, ({ loanId }) => loanId === 'CDL-1'))).toEqual([first?.flowId]);
    expect(await store.finished(owner, 1, () => false)).toEqual([]);
    expect(await store.finished(owner, 0)).toEqual([]);
  });

  test('is to do again once a capture is added, and while its bytes wait to go', async () => {
    const { store, put, finish } = createShelf();
    const flow = await put(1);
    await store.update(flow.flowId, (one) => ended(one, false));
    expect(ids(await store.list(owner))).toEqual([flow.flowId]);
    await finish(flow);
    expect(await store.list(owner)).toEqual([]);
    await put(1);
    expect(ids(await store.list(owner))).toEqual([flow.flowId]);
    expect(await store.finished(owner, 9)).toEqual([]);
  });

  test('is no loss to the witness, which lets go of it', async () => {
    const { put, finish, witness, vault } = createShelf();
    const flow = await put(1);
    const { captureId, capturedAt } = buildCapture(1);
    await witness.note({ ...owner, captureId, loanId: flow.loanId, kind: 'PAN', capturedAt });
    await finish(flow);
    await witness.check();
    expect(await witness.report(owner)).toEqual({ lost: [], brokenAt: undefined });
    expect(await vault.get('witness')).toMatchObject({ entries: [] });
  });

  test('costs the passes nothing: not one of their records is read', async () => {
    const { store, put, finish } = createShelf();
    for (let n = 1; n <= 20; n += 1) await finish(await put(n));
    await put(30);
    const getAll = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    expect(await store.list(owner)).toHaveLength(1);
    expect((await store.survey([])).flows).toHaveLength(1);
    const whole = getAll.mock.contexts.filter((one) => one instanceof IDBObjectStore && one.name === 'flows');
    expect(whole).toEqual([]);
    getAll.mockRestore();
  });
});

test('loans that wait cost the list of finished ones nothing: not one of their records is read', async () => {
  const { store, put, finish } = createShelf();
  const first = await put(1);
  await finish(first);
  for (let n = 2; n <= 20; n += 1) await put(n);
  const next = vi.spyOn(IDBCursor.prototype, 'continue');
  expect(ids(await store.finished(owner, 5))).toEqual([first.flowId]);
  expect(next).toHaveBeenCalledTimes(1);
  next.mockRestore();
});

test('a mark that disagrees with its record is mended, in both directions', async () => {
  const { store, put, finish } = createShelf();
  const [open, done] = [await put(1), await put(2)];
  await finish(done);
  const records = (await rawFlows()).map((record) => Flow.parse(record));
  for (const { unfinished, ...record } of records)
    await writeRaw(unfinished ? record : { ...record, unfinished: 1 });
  expect(ids(await store.list(owner))).toEqual([done.flowId]);
  await store.mend();
  expect(ids(await store.list(owner))).toEqual([open.flowId]);
  expect(ids(await store.finished(owner, 9))).toEqual([done.flowId]);
});
