import { beforeEach, describe, expect, test, vi } from 'vitest';
import { owner, uuidOf } from '@/test/support/builders';
import { createDoor, MIB } from './door';
import { byteKeys, freshDatabase, withDisk } from './fresh-database';

beforeEach(freshDatabase);

async function emptyDatabase(): Promise<void> {
  for (const name of ['flows', 'bytes'])
    await withDisk((database) => database.transaction(name, 'readwrite').objectStore(name).clear());
}

test('a flow keeps how long the organisation has bytes stay', async () => {
  const { add, store } = createDoor();
  await add(1);
  await add(2);
  expect(await store.list(owner)).toMatchObject([{ graceMs: 7_200_000 }]);
});

describe('what is told to be safe is witnessed', () => {
  test('when the answer comes, the witness knows the capture', async () => {
    const { add, lost } = createDoor();
    const { view } = await add(1);
    await emptyDatabase();
    expect(await lost()).toEqual([view.captureId]);
  });

  test('without a witness nothing is told to be safe; the capture stays, and the next try confirms it', async () => {
    const { add, fillDisk, lost, store } = createDoor();
    fillDisk(true);
    await expect(add(1)).rejects.toMatchObject({ code: 'unavailable', reason: 'not-confirmed' });
    expect(await byteKeys()).toHaveLength(1);
    await expect(add(1)).rejects.toMatchObject({ reason: 'not-confirmed' });
    fillDisk(false);
    const { view } = await add(1);
    expect(view.already).toBe(true);
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
    await emptyDatabase();
    expect(await lost()).toEqual([view.captureId]);
  });
});

describe('the same bytes again', () => {
  test('add nothing while they are there', async () => {
    const { add, store } = createDoor();
    const first = await add(1);
    const second = await add(1);
    expect(second.view).toEqual({ ...first.view, already: true });
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
  });

  test('as another kind are kept, and asked about before they are sent', async () => {
    const { add, store, lost } = createDoor();
    const first = await add(1);
    const { view } = await add(1, { kind: 'AADHAAR' });
    expect(view).toMatchObject({ already: false, sameAs: 'PAN' });
    expect(view.slotId).not.toBe(first.view.slotId);
    expect(await byteKeys()).toHaveLength(2);
    expect((await add(1, { kind: 'AADHAAR' })).view).toMatchObject({ already: true, slotId: view.slotId });
    const [flow] = await store.list(owner);
    expect(flow?.documents).toHaveLength(2);
    await emptyDatabase();
    expect(await lost()).toHaveLength(2);
  });

  test('take the place of those the device lost, and end the loss', async () => {
    const { add, store, lost } = createDoor();
    const first = await add(1);
    await withDisk((database) =>
      database.transaction('bytes', 'readwrite').objectStore('bytes').delete(first.view.captureId),
    );
    expect(await lost()).toEqual([first.view.captureId]);
    const { view } = await add(1);
    expect(view).toMatchObject({ already: false, slotId: first.view.slotId });
    expect(view.captureId).not.toBe(first.view.captureId);
    expect(await store.bytes(view.captureId)).toBeDefined();
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
    expect(await lost()).toEqual([]);
  });

  test('for another slot are a replacement', async () => {
    const { add, store } = createDoor();
    const slotId = uuidOf(5_001);
    await add(1, { slotId });
    expect((await add(1, { slotId })).view.already).toBe(false);
    expect((await store.list(owner))[0]?.documents[0]?.attempts).toHaveLength(2);
  });
});

describe('another picture for a document that failed', () => {
  /** A loan with one document that could not be sent. */
  async function createFailed() {
    const door = createDoor();
    const { view } = await door.add(1);
    const failure = { code: 'rejected' } as const;
    await door.store.update(view.flowId, (flow) => ({
      ...flow,
      documents: flow.documents.map((document) => ({
        ...document,
        attempts: document.attempts.map((one) => ({
          ...one,
          wanted: true,
          state: 'parked' as const,
          parkedAt: 1,
          failure,
        })),
      })),
    }));
    const documents = async () => (await door.store.list(owner)).flatMap((flow) => flow.documents);
    return { ...door, slotId: view.slotId, documents };
  }

  test('takes its place, and goes at once; the old attempt stays as it was', async () => {
    const { add, slotId, documents } = await createFailed();
    const { view } = await add(2, { retakes: slotId });
    expect(view).toMatchObject({ slotId, already: false, retaken: true });
    const [document, ...others] = await documents();
    expect(others).toEqual([]);
    expect(document?.attempts).toMatchObject([{ state: 'parked' }, { state: 'captured', wanted: true }]);
    expect(document?.attempts[1]?.capture.captureId).toBe(view.captureId);
  });

  test('is none when it is the very same: nothing is sent again', async () => {
    const { add, slotId, documents } = await createFailed();
    const { view } = await add(1, { retakes: slotId });
    expect(view).toMatchObject({ slotId, already: true });
    expect(view.retaken).toBeUndefined();
    expect((await documents())[0]?.attempts).toHaveLength(1);
  });

  test('is a document of its own where another picture was quicker, or it is of another kind', async () => {
    const { add, slotId, documents } = await createFailed();
    const other = await add(2, { retakes: slotId, kind: 'AADHAAR' });
    expect(other.view.slotId).not.toBe(slotId);
    const both = await Promise.all([add(3, { retakes: slotId }), add(4, { retakes: slotId })]);
    expect(both.map(({ view }) => view.retaken)).toEqual([true, undefined]);
    expect((await documents()).map(({ kind, attempts }) => [kind, attempts.length])).toEqual([
      ['PAN', 2],
      ['AADHAAR', 1],
      ['PAN', 1],
    ]);
    expect(await byteKeys()).toHaveLength(4);
  });
});

describe('room for a capture', () => {
  const bytes = new Blob(['1'.padEnd(10 * MIB)]);

  test('what would not fit is refused before it is even read', async () => {
    const { add, setRoom, taken } = createDoor();
    setRoom({ usage: 500 * MIB, quota: 500 * MIB + 32 * MIB - 1 });
    await expect(add(1, { bytes })).rejects.toMatchObject({ code: 'full' });
    expect(taken()).toBe(0);
    expect(await byteKeys().catch(() => [])).toEqual([]);
  });

  test('it fits when a fifth more than its size and 20 MB are free', async () => {
    const { add, setRoom } = createDoor();
    setRoom({ usage: 500 * MIB, quota: 500 * MIB + 32 * MIB });
    expect((await add(1, { bytes })).view.already).toBe(false);
  });

  test('room that comes back is used', async () => {
    const { add, setRoom } = createDoor();
    setRoom({ usage: 5, quota: 4 });
    await expect(add(1)).rejects.toMatchObject({ code: 'full' });
    setRoom({ usage: 5, quota: 100 * MIB });
    expect((await add(1)).view.already).toBe(false);
  });

  test.each([
    ['says nothing', {}],
    ['says half of it', { usage: 3 }],
    ['fails', new Error('no estimate')],
  ])('an estimate that %s refuses nothing: the database itself will', async (_, answer) => {
    const { add, setRoom } = createDoor();
    setRoom(answer);
    expect((await add(1)).view.already).toBe(false);
  });
});

describe('several at a time', () => {
  /** Something that lasts until it is let. */
  function gate() {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { wait: () => opened, open };
  }

  test('one is read while the one before it is written, and no third', async () => {
    const { add, steps, slow } = createDoor();
    const disk = gate();
    slow({ writing: disk.wait });
    const all = Promise.all([add(1), add(2), add(3), add(4)]);
    await vi.waitFor(() => expect(steps).toEqual(['read 1', 'write 1', 'read 2']));
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toEqual(['read 1', 'write 1', 'read 2']);
    disk.open();
    await all;
    expect(steps.filter((step) => step.startsWith('write'))).toEqual([
      'write 1',
      'write 2',
      'write 3',
      'write 4',
    ]);
  });

  test('they are written in the order they came, and one that cannot be read holds up none', async () => {
    const { add, store } = createDoor();
    const unreadable = new Blob(['no document']);
    const all = await Promise.allSettled([add(1), add(2, { bytes: unreadable }), add(3)]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const [flow] = await store.list(owner);
    expect(flow?.documents).toHaveLength(2);
  });

  test('of the same bytes twice at once one is taken, and the other is told so', async () => {
    const { add, store } = createDoor();
    const views = (await Promise.all([add(1), add(1)])).map(({ view }) => view);
    expect(views.map(({ already }) => already)).toEqual([false, true]);
    expect((await store.list(owner))[0]?.documents).toHaveLength(1);
  });
});
