import { beforeEach, describe, expect, test } from 'vitest';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { base, withAttempt } from '@/lib/outbox/attempt';
import { createClearOut } from '@/lib/outbox/clear-out';
import { discard, restore } from '@/lib/outbox/discard';
import { nextSteps } from '@/lib/outbox/steps';
import { createStore } from '@/lib/outbox/store';
import { captured } from '@/lib/outbox/survey';
import { unsentCount, waitingCount } from '@/lib/outbox/counts';
import { createWitness } from '@/lib/outbox/witness';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildCapture, buildFlow, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { byteKeys, freshDatabase } from './fresh-database';

beforeEach(freshDatabase);

const stored = { state: 'stored' as const };
const sent = { state: 'sent' as const, sentAt: 1 };
const states: ReadonlyArray<(attempt: Attempt) => Attempt> = [
  (attempt) => attempt,
  (attempt) => ({ ...base(attempt), ...stored }),
  (attempt) => ({ ...base(attempt), state: 'parked', parkedAt: 1, failure: { code: 'rejected' } }),
  (attempt) => ({ ...base(attempt), ...stored, state: 'submitted', submittedAt: 1, unclear: true }),
  (attempt) => ({ ...base(attempt), ...sent }),
  (attempt) => ({
    ...base(attempt),
    state: 'refused',
    refusedAt: 1,
    verdictCode: 'INVALID_DOC',
    documentType: 'PAN',
  }),
];
const kinds = ['AADHAAR', 'PAN', 'INVOICE', 'DELIVERY_ORDER', 'PHOTO', 'OTHER'];

/** A device with one document in each state, all of them witnessed. */
async function createDevice() {
  const world = createFakeWorld();
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const witness = createWitness({ world, vault, store, changed: () => {} });
  const fresh = buildFlow(createMoments(world.now()).at(), kinds);
  const flow = fresh.documents.reduce(
    (next, document, index) =>
      withAttempt(next, currentAttempt(document).documentId, (one) => states[index]?.(one) ?? one),
    fresh,
  );
  await Promise.all(
    kinds.map((_, n) =>
      store.add(
        owner,
        'CDL-1',
        { captureId: buildCapture(n).captureId, sealed: new Blob(['x']) },
        () => flow,
      ),
    ),
  );
  await witness.check();
  const read = async (): Promise<Flow> => {
    const [only] = await store.list(owner);
    if (!only) throw new Error('no flow');
    return only;
  };
  return { world, store, witness, read, clearOut: createClearOut({ world, store, witness }) };
}

describe('leaving and deleting what is not sent', () => {
  test('takes the bytes of that, and of nothing that Atlas has or may have', async () => {
    const { read, clearOut } = await createDevice();
    expect([waitingCount([await read()]), unsentCount([await read()])]).toEqual([4, 3]);
    await clearOut(owner);
    expect(await byteKeys()).toEqual([3, 4, 5].map((n) => buildCapture(n).captureId));
    expect([waitingCount([await read()]), unsentCount([await read()])]).toEqual([1, 0]);
  });

  test('is what the agent wanted, and no loss', async () => {
    const { store, witness, clearOut } = await createDevice();
    await clearOut(owner);
    expect((await witness.report(owner)).lost).toEqual([]);
    expect(captured(await store.survey([]))).toHaveLength(3);
  });

  test('cannot be undone, and what the store outside holds is withdrawn when he is back', async () => {
    const { world, read, clearOut } = await createDevice();
    await clearOut(owner);
    const flow = await read();
    const slotId = flow.documents[0]?.slotId ?? '';
    expect(() => restore(flow, slotId, { now: world.now() })).toThrow(
      expect.objectContaining({ reason: 'gone' }),
    );
    await world.advance(1_000);
    const steps = nextSteps(flow, { now: world.now(), hurry: false });
    expect(steps.filter((step) => step.do === 'release')).toHaveLength(3);
    expect(steps.filter((step) => step.do === 'store' || step.do === 'submit')).toEqual([]);
  });

  test('takes along what was discarded before', async () => {
    const { world, store, read, clearOut } = await createDevice();
    const { flowId, documents } = await read();
    await store.update(flowId, (flow) => discard(flow, documents[0]?.slotId ?? '', { now: world.now() }));
    await clearOut(owner);
    expect(await byteKeys()).toHaveLength(3);
  });

  test('goes on where a worker died between record and bytes', async () => {
    const { world, store, witness, read, clearOut } = await createDevice();
    let writes = 0;
    const dying: Pick<typeof store, 'list' | 'update'> = {
      list: store.list,
      update: (...given) => ((writes += 1) > 1 ? Promise.reject(new Error('died')) : store.update(...given)),
    };
    await expect(createClearOut({ world, store: dying, witness })(owner)).rejects.toThrow('died');
    expect(await byteKeys()).toHaveLength(6);
    await witness.check();
    expect((await witness.report(owner)).lost).toEqual([]);
    expect(unsentCount([await read()])).toBe(0);
    await clearOut(owner);
    expect(await byteKeys()).toHaveLength(3);
  });

  test('leaves what another agent has here', async () => {
    const { clearOut } = await createDevice();
    await clearOut({ ...owner, agentId: uuidOf(7) });
    expect(await byteKeys()).toHaveLength(6);
  });
});
