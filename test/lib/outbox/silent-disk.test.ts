import { beforeEach, describe, expect, test, vi } from 'vitest';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import { createPatience, patienceFor, READ_PATIENCE, WRITE_PATIENCE } from '@/lib/outbox/patience';
import { createStore } from '@/lib/outbox/store';
import { witnessed } from '@/lib/outbox/survey';
import { createWitness } from '@/lib/outbox/witness';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { byteKeys, freshDatabase, withDisk } from './fresh-database';
import { createOutside } from './outside';

beforeEach(freshDatabase);

const MINUTE = 60_000;
const silent = { code: 'unavailable', reason: 'disk-silent' };

/** Truncated SQLite files: opening never answers. */
function silenceOpening() {
  return vi.spyOn(indexedDB, 'open').mockImplementation(() => new IDBOpenDBRequest());
}

/** Somebody holds every store and does not let go; the open database answers nothing until then. */
async function holdDisk(): Promise<() => Promise<void>> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('satchel');
    request.addEventListener('success', () => resolve(request.result));
  });
  let isHeld = true;
  const tx = database.transaction(['flows', 'bytes', 'quarantine'], 'readwrite');
  const again = () => {
    if (isHeld) tx.objectStore('flows').count().addEventListener('success', again);
  };
  again();
  return async () => {
    isHeld = false;
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    database.close();
  };
}

function createShelf() {
  const world = createFakeWorld();
  const moments = createMoments();
  let changes = 0;
  const changed = () => {
    changes += 1;
  };
  const store = createStore({ world, changed, damaged: () => {} });
  return {
    world,
    store,
    changes: () => changes,
    put(n: number) {
      const capture = buildCapture(n);
      const added = { slotId: uuidOf(5_000 + n), kind: 'PAN', capture };
      const bytes = { captureId: capture.captureId, sealed: new Blob([`sealed-${n}`]) };
      return store.add(owner, 'CDL-1', bytes, (flow) =>
        flow
          ? addCapture(flow, added, moments.at())
          : newFlow(owner, { loanId: 'CDL-1', productType: 'POC_CDL' }, added, moments.at()),
      );
    },
    /** How `work` ends, and after how long on this world's clock. */
    async endOf(work: Promise<unknown>): Promise<{ thrown: unknown; after: number }> {
      const from = world.monotonic();
      let ended: { thrown: unknown; after: number } | undefined;
      work.then(
        () => (ended = { thrown: undefined, after: world.monotonic() - from }),
        (thrown: unknown) => (ended = { thrown, after: world.monotonic() - from }),
      );
      await world.until(() => ended !== undefined, 5 * MINUTE);
      if (!ended) throw new Error('it did not end');
      return ended;
    },
  };
}

describe('a disk that never answers', () => {
  type Act = (shelf: ReturnType<typeof createShelf>) => Promise<unknown>;
  const acts: ReadonlyArray<[string, Act, number]> = [
    ['list', ({ store }) => store.list(owner), READ_PATIENCE],
    ['get', ({ store }) => store.get(uuidOf(1)), READ_PATIENCE],
    ['loan', ({ store }) => store.loan(owner, 'CDL-1'), READ_PATIENCE],
    ['bytes', ({ store }) => store.bytes('c'), READ_PATIENCE],
    ['survey', ({ store }) => store.survey([]), READ_PATIENCE],
    ['damaged', ({ store }) => store.damaged(owner), READ_PATIENCE],
    ['update', ({ store }) => store.update(uuidOf(1), (flow) => flow), WRITE_PATIENCE],
    ['add', ({ put }) => put(7), WRITE_PATIENCE],
  ];

  test.each(acts)(
    '%s says so when the database does not open, and works once it does',
    async (_, act, ms) => {
      const shelf = createShelf();
      const opening = silenceOpening();
      const { thrown, after } = await shelf.endOf(act(shelf));
      expect(thrown).toMatchObject(silent);
      expect(after).toBeGreaterThanOrEqual(ms);
      expect(after).toBeLessThan(ms + 2_000);
      opening.mockRestore();
      expect((await shelf.endOf(act(shelf))).thrown).toBeUndefined();
    },
  );

  test.each(acts)('%s says so when the open database falls silent', async (_, act) => {
    const shelf = createShelf();
    await shelf.put(1);
    const release = await holdDisk();
    expect((await shelf.endOf(act(shelf))).thrown).toMatchObject(silent);
    await release();
    expect((await shelf.endOf(act(shelf))).thrown).toBeUndefined();
  });

  test('a write that was given up is undone, and nobody is told of it', async () => {
    const shelf = createShelf();
    await shelf.put(1);
    const before = shelf.changes();
    const release = await holdDisk();
    expect((await shelf.endOf(shelf.put(2))).thrown).toMatchObject(silent);
    await release();
    await shelf.world.advance(MINUTE);
    expect(await byteKeys()).toEqual([buildCapture(1).captureId]);
    expect(shelf.changes()).toBe(before);
    expect((await shelf.put(2))?.documents).toHaveLength(2);
  });

  test('a connection that opens after all is closed again and holds up no newer version', async () => {
    const shelf = createShelf();
    // A context that runs an older version and does not give way.
    const old = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('satchel', 1);
      request.addEventListener('upgradeneeded', () => {
        const flows = request.result.createObjectStore('flows', { keyPath: 'flowId' });
        flows.createIndex('owner', ['tenantId', 'agentId']);
        request.result.createObjectStore('bytes');
      });
      request.addEventListener('success', () => resolve(request.result));
    });
    expect((await shelf.endOf(shelf.store.list(owner))).thrown).toMatchObject(silent);
    old.close();
    await shelf.world.advance(1);
    const deleted = await new Promise<string>((resolve) => {
      const request = indexedDB.deleteDatabase('satchel');
      for (const name of ['success', 'blocked']) request.addEventListener(name, () => resolve(name));
    });
    expect(deleted).toBe('success');
  });
});

describe('patience', () => {
  test('a laptop that slept for an hour has not waited for an hour', async () => {
    const waits = new Array<number>();
    const world = createFakeWorld();
    let answer = () => {};
    // The lid is closed in the first slice: however long that lasts, nine slices are left.
    const sleep = async (ms: number, signal?: AbortSignal) => {
      waits.push(ms);
      if (waits.length === 3) answer();
      await world.sleep(0, signal);
    };
    const within = createPatience({ sleep });
    const ended = within(READ_PATIENCE, () => new Promise<void>((resolve) => (answer = resolve)));
    await world.until(() => waits.length >= 3);
    await expect(ended).resolves.toBeUndefined();
    expect(Math.max(...waits)).toBe(1_000);
  });

  test('grows with what is written', () => {
    expect(patienceFor(0)).toBe(WRITE_PATIENCE);
    expect(patienceFor(50_000_000)).toBe(WRITE_PATIENCE + 100_000);
  });
});

test('a witness that cannot be compared marks nothing, and goes on telling what it knows', async () => {
  const { world, store, put, endOf } = createShelf();
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  const witness = createWitness({ world, vault, store, changed: () => {} });
  await put(1);
  await witness.note(witnessed(owner, 'CDL-1', 'PAN', buildCapture(1)));
  const release = await holdDisk();
  expect((await endOf(witness.check())).thrown).toMatchObject(silent);
  expect(await witness.report(owner)).toEqual({ lost: [], brokenAt: undefined });
  await release();
  await witness.check();
  expect((await witness.report(owner)).lost).toEqual([]);
});

test('the drain rests while the disk is silent, and goes on when it answers', async () => {
  const world = createFakeWorld();
  const outside = createOutside();
  const device = createDevice({ world, performOf: outside.performOf });
  await device.capture(1);
  device.kill();
  const opening = silenceOpening();
  void device.startWorker().wake();
  await world.until(() => device.failures.length > 0, 5 * MINUTE);
  expect(device.failures).toEqual([{ step: 'drain', code: 'unavailable' }]);
  expect(device.awake.now).toBe(0);
  opening.mockRestore();
  await world.until(() => outside.steps('submit').length > 0, 5 * MINUTE);
  expect([...outside.taken.values()]).toEqual([1]);
  expect(await withDisk((database) => database.transaction('flows').objectStore('flows').count())).toBe(1);
});
