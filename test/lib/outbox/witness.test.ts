import { assert, asyncProperty, constantFrom, nat } from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import { createStore } from '@/lib/outbox/store';
import { witnessed } from '@/lib/outbox/survey';
import { isWhole, testify, Testimony } from '@/lib/outbox/testimony';
import { createWitness } from '@/lib/outbox/witness';
import { createVault } from '@/lib/session/vault';
import { createMemoryArea } from '@/test/lib/session/office';
import { buildCapture, createMoments, owner, uuidOf } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { freshDatabase, rawFlows, withDisk, writeRaw } from './fresh-database';

beforeEach(freshDatabase);

const HOUR = 3_600_000;
const ravi = { tenantId: 'tenant-1', agentId: 'agent-2' };
const idOf = (n: number) => buildCapture(n).captureId;

/** A device whose database and witness can be damaged apart from each other. */
function createDesk() {
  const world = createFakeWorld();
  const local = createMemoryArea();
  const moments = createMoments();
  let changes = 0;
  const store = createStore({ world, changed: () => {}, damaged: () => {} });
  const witness = createWitness({
    world,
    vault: createVault({ session: createMemoryArea(), local }),
    store,
    changed: () => {
      changes += 1;
    },
  });

  /** Into the database alone, as when the worker dies before it has noted it. */
  async function complete(n: number, { of = owner, loanId = 'CDL-1', slot = n } = {}): Promise<Flow> {
    const capture = buildCapture(n);
    const added = { slotId: uuidOf(5_000 + slot), kind: 'PAN', capture };
    const bytes = { captureId: capture.captureId, sealed: new Blob([`sealed-${n}`]) };
    const flow = await store.add(of, loanId, bytes, (there) =>
      there
        ? addCapture(there, added, moments.at())
        : newFlow(of, { loanId, productType: 'POC_CDL' }, added, moments.at()),
    );
    if (!flow) throw new Error('not written');
    return flow;
  }

  return {
    store,
    witness,
    world,
    complete,
    changes: () => changes,
    /** As intake does it: into the database, then into the witness. */
    async capture(
      n: number,
      where: { of?: typeof owner; loanId?: string; slot?: number } = {},
    ): Promise<Flow> {
      const flow = await complete(n, where);
      await witness.note(witnessed(where.of ?? owner, where.loanId ?? 'CDL-1', 'PAN', buildCapture(n)));
      return flow;
    },
    kept: () => local.kept.get('witness'),
    keep: (value: unknown) =>
      void (value === undefined ? local.kept.delete('witness') : local.kept.set('witness', value)),
    known: () => Testimony.parse(local.kept.get('witness')).entries.map(({ captureId }) => captureId),
    async lostOf(agent = owner) {
      await witness.check();
      return (await witness.report(agent)).lost.map(({ captureId }) => captureId);
    },
    async setState(flow: Flow, change: (attempt: Flow['documents'][number]['attempts'][number]) => unknown) {
      const documents = flow.documents.map((document) => ({
        ...document,
        attempts: document.attempts.map(change),
      }));
      await writeRaw({ ...flow, documents });
    },
  };
}

/** What a damaged log does: an empty database, and no error. */
async function emptyDatabase(): Promise<void> {
  for (const name of ['flows', 'bytes'])
    await withDisk((database) => database.transaction(name, 'readwrite').objectStore(name).clear());
}

const loseBytes = (n: number) =>
  withDisk((database) => database.transaction('bytes', 'readwrite').objectStore('bytes').delete(idOf(n)));

describe('what the database lost', () => {
  test('nothing is lost while all is there', async () => {
    const { capture, lostOf, changes, known } = createDesk();
    await capture(1);
    await capture(2);
    expect(await lostOf()).toEqual([]);
    expect(known()).toEqual([idOf(1), idOf(2)]);
    expect(changes()).toBe(0);
  });

  test('an emptied database: every capture is named, to its own agent, and pages are told', async () => {
    const { capture, lostOf, witness, changes } = createDesk();
    await capture(1);
    await capture(2, { loanId: 'CDL-2' });
    await capture(3, { of: ravi });
    await emptyDatabase();
    expect(await lostOf()).toEqual([idOf(1), idOf(2)]);
    expect(await lostOf(ravi)).toEqual([idOf(3)]);
    expect((await witness.report(owner)).lost[1]).toMatchObject({
      loanId: 'CDL-2',
      kind: 'PAN',
      capturedAt: buildCapture(2).capturedAt,
    });
    expect(changes()).toBe(1);
  });

  test('one record, or the bytes of one capture that only this device had', async () => {
    const { capture, lostOf } = createDesk();
    const first = await capture(1);
    await capture(2, { loanId: 'CDL-2' });
    await capture(3, { loanId: 'CDL-3' });
    await withDisk((database) =>
      database.transaction('flows', 'readwrite').objectStore('flows').delete(first.flowId),
    );
    await loseBytes(3);
    expect(await lostOf()).toEqual([idOf(1), idOf(3)]);
  });

  test('bytes whose record is there and whose file cannot be read', async () => {
    const { capture, lostOf, store } = createDesk();
    await capture(1);
    await capture(2);
    const unreadable = Object.assign(new Blob(), {
      arrayBuffer: () => Promise.reject(new DOMException('cut short', 'NotReadableError')),
    });
    const slice = vi.spyOn(Blob.prototype, 'slice').mockReturnValue(unreadable);
    expect(await lostOf()).toEqual([idOf(2)]);
    expect(await store.bytes(idOf(2))).toBeUndefined();
    slice.mockRestore();
    expect(await lostOf()).toEqual([]);
    expect(await (await store.bytes(idOf(2)))?.text()).toBe('sealed-2');
  });

  test('not what the store outside holds already', async () => {
    const { capture, lostOf, setState } = createDesk();
    const flow = await capture(1);
    await setState(flow, (attempt) => ({ ...attempt, state: 'stored' }));
    await loseBytes(1);
    expect(await lostOf()).toEqual([]);
  });

  test('not what lies with a damaged record, also when the loan goes on without it', async () => {
    const { capture, lostOf } = createDesk();
    const flow = await capture(1);
    await writeRaw({ ...flow, documents: 'gone' });
    expect(await lostOf()).toEqual([]);
    await capture(2);
    expect(await lostOf()).toEqual([]);
    await loseBytes(1);
    expect(await lostOf()).toEqual([idOf(1)]);
  });

  test('not what the agent has replaced', async () => {
    const { capture, lostOf, known } = createDesk();
    await capture(1, { slot: 1 });
    await capture(2, { slot: 1 });
    await loseBytes(1);
    expect(await lostOf()).toEqual([]);
    expect(known()).toEqual([idOf(2)]);
  });

  test('what was named is found again when the database has it after all', async () => {
    const { capture, lostOf } = createDesk();
    const flow = await capture(1);
    await loseBytes(1);
    expect(await lostOf()).toEqual([idOf(1)]);
    await withDisk((database) =>
      database
        .transaction('bytes', 'readwrite')
        .objectStore('bytes')
        .put(new Blob(['back']), idOf(1)),
    );
    expect(await lostOf()).toEqual([]);
    expect(flow).toBeDefined();
  });

  test('a capture stands in it until its bytes go after a good verdict', async () => {
    const { capture, lostOf, setState, known } = createDesk();
    const flow = await capture(1);
    const read = (released: boolean) =>
      setState(flow, (attempt) => ({ ...attempt, state: 'read', readAt: 1, documentType: 'PAN', released }));
    await read(false);
    expect(await lostOf()).toEqual([]);
    expect(known()).toEqual([idOf(1)]);
    await read(true);
    await loseBytes(1);
    expect(await lostOf()).toEqual([]);
    expect(known()).toEqual([]);
  });
});

describe('a worker that dies', () => {
  test('between the database and the witness: the next check takes the capture in', async () => {
    const { capture, complete, lostOf, known } = createDesk();
    await capture(1);
    await complete(2);
    expect(await lostOf()).toEqual([]);
    expect(known()).toEqual([idOf(1), idOf(2)]);
    await emptyDatabase();
    expect(await lostOf()).toEqual([idOf(1), idOf(2)]);
  });

  test('before it, on a new device: that is no damage', async () => {
    const { capture, witness } = createDesk();
    await capture(1);
    await witness.check();
    expect(await witness.report(owner)).toEqual({ lost: [], brokenAt: undefined });
  });

  test('a capture that is noted twice stands there once', async () => {
    const { capture, witness, known } = createDesk();
    await capture(1);
    await witness.note(witnessed(owner, 'CDL-1', 'PAN', buildCapture(1)));
    expect(known()).toEqual([idOf(1)]);
  });

  test('twenty captures at once are all noted, in one chain', async () => {
    const { capture, known, kept } = createDesk();
    await Promise.all(Array.from({ length: 20 }, (_, n) => capture(n)));
    expect(known()).toHaveLength(20);
    expect(await isWhole(Testimony.parse(kept()))).toBe(true);
  });
});

describe('"I have noted it"', () => {
  test('ends exactly what was shown, and only to that agent', async () => {
    const { capture, lostOf, witness } = createDesk();
    await capture(1);
    await capture(2, { loanId: 'CDL-2' });
    await capture(3, { of: ravi });
    await emptyDatabase();
    expect(await lostOf()).toHaveLength(2);
    await witness.acknowledge(owner, [idOf(1), idOf(3)], false);
    expect(await lostOf()).toEqual([idOf(2)]);
    expect(await lostOf(ravi)).toEqual([idOf(3)]);
  });

  test('stays noted when a check that was given up comes to its end after all', async () => {
    const { capture, kept, lostOf, store, witness, world } = createDesk();
    await capture(1);
    const before = Testimony.parse(kept());
    await emptyDatabase();
    expect(await lostOf()).toEqual([idOf(1)]);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { survey } = store;
    const slow = vi.spyOn(store, 'survey').mockImplementationOnce(async (of) => {
      await held;
      return survey(of);
    });
    const late = witness.check().catch(() => 'given up');
    await world.advance(HOUR);
    expect(await late).toBe('given up');
    await witness.acknowledge(owner, [idOf(1)], false);
    release();
    await slow.mock.results[0]?.value;
    // What it has left to do is to follow the links of one entry: done many times over, it is done there, too.
    for (let n = 0; n < 20; n += 1) await isWhole(before);
    expect((await witness.report(owner)).lost).toEqual([]);
  });

  test('does not let go of a capture that is there', async () => {
    const { capture, witness, known } = createDesk();
    await capture(1);
    await witness.acknowledge(owner, [idOf(1)], false);
    expect(known()).toEqual([idOf(1)]);
  });
});

describe('a damaged witness', () => {
  async function damaged(harm: (whole: Testimony) => unknown) {
    const desk = createDesk();
    await desk.capture(1);
    await desk.capture(2);
    await desk.capture(3, { loanId: 'CDL-2' });
    desk.keep(harm(Testimony.parse(desk.kept())));
    return desk;
  }
  const harms: ReadonlyArray<[string, (whole: Testimony) => unknown]> = [
    ['is no object', () => 17],
    ['is text', () => '{"version":1'],
    ['is null', () => null],
    ['is of another version', (whole) => ({ ...whole, version: 9 })],
    ['was emptied', (whole) => ({ ...whole, entries: [] })],
    ['was cut short', (whole) => ({ ...whole, entries: whole.entries.slice(0, 1) })],
    [
      'lost its middle',
      (whole) => ({ ...whole, count: 2, entries: whole.entries.filter((_, n) => n !== 1) }),
    ],
    [
      'has another loan',
      (whole) => ({ ...whole, entries: whole.entries.map((one) => ({ ...one, loanId: 'X' })) }),
    ],
    ['is gone', () => undefined],
  ];

  test.each(harms)(
    '%s: it is reported, made anew from the database, and ends when noted',
    async (_, harm) => {
      const desk = await damaged(harm);
      await desk.witness.report(owner);
      await desk.witness.check();
      expect((await desk.witness.report(owner)).brokenAt).toBe(desk.world.now());
      expect(desk.known()).toEqual(expect.arrayContaining([idOf(1), idOf(2), idOf(3)]));
      const { lost } = await desk.witness.report(owner);
      await desk.witness.acknowledge(
        owner,
        lost.map(({ captureId }) => captureId),
        true,
      );
      await desk.witness.check();
      expect(await desk.witness.report(owner)).toEqual({ lost: [], brokenAt: undefined });
    },
  );

  test.each(harms)('%s: the next capture is noted, and the damage is still reported', async (_, harm) => {
    const desk = await damaged(harm);
    await desk.capture(4);
    await desk.witness.check();
    expect(desk.known()).toContain(idOf(4));
    expect((await desk.witness.report(owner)).brokenAt).toBeDefined();
  });

  test('what can still be read of it still names what the database lost', async () => {
    const desk = await damaged((whole) => ({ ...whole, count: 99 }));
    await emptyDatabase();
    expect(await desk.lostOf()).toEqual([idOf(1), idOf(2), idOf(3)]);
    expect(await rawFlows()).toEqual([]);
  });

  test('no entry can be changed, taken out or exchanged without breaking the chain', async () => {
    const all = Array.from({ length: 6 }, (_, n) => witnessed(owner, `CDL-${n}`, 'PAN', buildCapture(n)));
    const whole = await testify(all);
    const fields = ['captureId', 'tenantId', 'agentId', 'loanId', 'kind'] as const;
    await assert(
      asyncProperty(nat(5), constantFrom(...fields, 'out' as const, 'swap' as const), async (at, how) => {
        const entries = whole.entries.flatMap((one, n) => {
          if (n !== at) return [one];
          if (how === 'out') return [];
          return how === 'swap' ? [one, one] : [{ ...one, [how]: `${one[how]}x` }];
        });
        const harmed = Testimony.safeParse({ ...whole, count: entries.length, entries });
        expect(harmed.success && (await isWhole(harmed.data))).toBe(false);
      }),
    );
  });
});
