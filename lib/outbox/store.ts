import type { IDBPTransaction } from 'idb';
import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import { Flow } from '@/lib/domain/flow';
import { Receipt } from '@/lib/domain/receipt';
import type { World } from '@/lib/world';
import type { Database } from './connection';
import { createConnection, fullOr } from './connection';
import type { OutboxSchema } from './migrations';
import { createPatience, patienceFor, READ_PATIENCE, WRITE_PATIENCE } from './patience';
import { writeReceipts } from './receipts';
import type { Raw } from './rescue-plan';
import type { Survey } from './survey';
import { damagedPlaces, mayBelongTo } from './survey';

/** Chrome's default loses acknowledged records at a power cut. */
const STRICT = { durability: 'strict' } as const;

export interface StoreDeps {
  readonly world: Pick<World, 'now' | 'sleep'>;
  /** Told after every write that others may want to see. */
  readonly changed: () => void;
  /** Told of a record that does not parse. It is left where it is and stops nobody. */
  readonly damaged: (flowId: string) => void;
}

export interface NewBytes {
  readonly captureId: string;
  readonly sealed: Blob;
}

type StoreName = 'flows' | 'bytes' | 'quarantine' | 'receipts';
const STORES: StoreName[] = ['flows', 'bytes', 'quarantine', 'receipts'];
type Writing = IDBPTransaction<OutboxSchema, StoreName[], 'readwrite'>;

/** The outbox on disk: the only writer of flows, one strict transaction a write, done at `complete`. */
export function createStore({ world, changed, damaged }: StoreDeps) {
  const use = createConnection(createPatience(world));

  function parse(stored: unknown): Flow | undefined {
    const flow = Flow.safeParse(stored);
    if (!flow.success && stored !== undefined) damaged(flowIdOf(stored));
    return flow.data;
  }

  async function put(tx: Writing, flow: Flow, before: Flow | undefined): Promise<Flow> {
    await writeReceipts(tx, before, flow, world.now());
    const stamped = Flow.parse({ ...flow, updatedAt: world.now() });
    await tx.objectStore('flows').put(stamped);
    return stamped;
  }

  /** Runs `work` in one transaction and resolves when it is durable; a throw or the deadline undoes all of it. */
  async function transact(
    work: (tx: Writing) => Promise<Flow | undefined>,
    ms = WRITE_PATIENCE,
  ): Promise<Flow | undefined> {
    const [worked, done] = await use(ms, (db, late) => {
      const tx = db.transaction(STORES, 'readwrite', STRICT);
      late.addEventListener('abort', () => undo(tx), { once: true });
      const undone = (thrown: unknown) => {
        undo(tx);
        throw thrown;
      };
      // Over quota the request succeeds and the transaction aborts: only `done` is proof.
      return Promise.allSettled([work(tx).catch(undone), tx.done]);
    });
    if (worked.status === 'rejected') throw fullOr(worked.reason);
    if (done.status === 'rejected') throw fullOr(done.reason);
    if (worked.value) changed();
    return worked.value;
  }

  const read = <T>(work: (db: Database) => Promise<T>) => use(READ_PATIENCE, work);

  /** Captures whose bytes have been read in this worker's life. */
  const readable = new Set<string>();

  /** Sealed bytes, if they can be read: of a damaged file the record is there and the content is not. */
  async function bytesOf(captureId: string): Promise<Blob | 'unreadable' | undefined> {
    return read(async (db) => {
      const bytes = await db.get('bytes', captureId);
      if (bytes && !readable.has(captureId) && !(await isReadable(bytes))) return 'unreadable';
      if (bytes) readable.add(captureId);
      return bytes;
    });
  }

  return {
    /**
     * Writes a capture's bytes and its record together. A damaged record of the loan is moved out of the way.
     * @param make the loan's flow with the capture in it, from the flow there is; `undefined` writes nothing
     * @throws Failed `full` when the device has no room; nothing is kept then
     */
    add(
      owner: Owner,
      loanId: string,
      bytes: NewBytes,
      make: (flow?: Flow) => Flow | undefined,
    ): Promise<Flow | undefined> {
      return transact(async (tx) => {
        const key: [string, string, string] = [owner.tenantId, owner.agentId, loanId];
        const stored = await tx.objectStore('flows').index('loan').get(key);
        const flow = parse(stored);
        if (stored !== undefined && !flow) await setAside(tx, key, stored);
        const next = make(flow);
        if (!next) return undefined;
        await tx.objectStore('bytes').put(bytes.sealed, bytes.captureId);
        return put(tx, next, flow);
      }, patienceFor(bytes.sealed.size));
    },

    /**
     * Changes one flow.
     * @param change pure; `undefined` writes nothing
     * @param drop ids of captures whose bytes go in the same transaction
     */
    update(
      flowId: string,
      change: (flow: Flow) => Flow | undefined,
      drop: readonly string[] = [],
    ): Promise<Flow | undefined> {
      return transact(async (tx) => {
        const flow = parse(await tx.objectStore('flows').get(flowId));
        const next = flow && change(flow);
        if (!next) return undefined;
        await Promise.all(drop.map((captureId) => tx.objectStore('bytes').delete(captureId)));
        return put(tx, next, flow);
      });
    },

    /** This agent's flows, newest first. */
    async list({ tenantId, agentId }: Owner): Promise<Flow[]> {
      const stored = await read((db) => db.getAllFromIndex('flows', 'owner', [tenantId, agentId]));
      return stored.flatMap((record) => parse(record) ?? []).toSorted((a, b) => b.createdAt - a.createdAt);
    },

    async get(flowId: string): Promise<Flow | undefined> {
      return parse(await read((db) => db.get('flows', flowId)));
    },

    async loan({ tenantId, agentId }: Owner, loanId: string): Promise<Flow | undefined> {
      return parse(await read((db) => db.getFromIndex('flows', 'loan', [tenantId, agentId, loanId])));
    },

    /** Sealed bytes of a capture; `undefined` also when the disk no longer gives them. */
    async bytes(captureId: string): Promise<Blob | undefined> {
      const bytes = await bytesOf(captureId);
      return bytes === 'unreadable' ? undefined : bytes;
    },

    /** Captures whose bytes lie here, by their keys alone: a file cut short is the witness's to find. */
    async held(): Promise<ReadonlySet<string>> {
      return new Set(await read((db) => db.getAllKeys('bytes')));
    },

    /** All there is, of every agent: for the witness alone. */
    async survey(): Promise<Survey> {
      const { stored, aside, keys } = await read(readAll);
      const flows = stored.flatMap((record) => Flow.safeParse(record).data ?? []);
      const captureIds = new Set<string>();
      for (const key of keys) {
        const isLost = !readable.has(key) && (await bytesOf(key)) === 'unreadable';
        // What has gone since was there as of this moment: its record says why it went.
        if (!isLost) captureIds.add(key);
      }
      return { flows, damaged: damagedPlaces(stored, aside), captureIds };
    },

    /** What this agent has sent, newest first. A damaged one is left out. */
    async receipts({ tenantId, agentId }: Owner): Promise<Receipt[]> {
      const stored = await read((db) => db.getAllFromIndex('receipts', 'owner', [tenantId, agentId]));
      return stored
        .flatMap((record) => Receipt.safeParse(record).data ?? [])
        .toSorted((a, b) => b.firstSentAt - a.firstSentAt);
    },

    /** All of it as it lies there, of every agent: for the rescue copy alone. */
    raw(): Promise<Raw> {
      return read(readAll);
    },

    /** How many damaged records are kept that are this agent's, or no longer say whose they are. */
    async damaged(owner: Owner): Promise<number> {
      const { stored, aside } = await read(readAll);
      return damagedPlaces(stored, aside).filter((place) => mayBelongTo(place, owner)).length;
    },
  };
}
export type Store = ReturnType<typeof createStore>;

/** Everything but the bytes themselves, as of one moment. */
async function readAll(db: Database) {
  const tx = db.transaction(STORES, 'readonly');
  const [stored, aside, keys] = await Promise.all([
    tx.objectStore('flows').getAll(),
    tx.objectStore('quarantine').getAll(),
    tx.objectStore('bytes').getAllKeys(),
  ]);
  return { stored, aside, keys };
}

/** The last byte shows whether a file was cut short. */
async function isReadable(bytes: Blob): Promise<boolean> {
  const [last] = await Promise.allSettled([bytes.slice(-1).arrayBuffer()]);
  return last.status === 'fulfilled';
}

function undo(tx: Writing): void {
  // Throws when the platform has ended it already, which is what we want.
  try {
    tx.abort();
  } catch {}
}

/** Out of the way of the loan's next flow; nothing is deleted. */
async function setAside(tx: Writing, key: [string, string, string], stored: unknown): Promise<void> {
  const flows = tx.objectStore('flows');
  const flowId = await flows.index('loan').getKey(key);
  await tx.objectStore('quarantine').add(stored);
  if (flowId !== undefined) await flows.delete(flowId);
}

function flowIdOf(stored: unknown): string {
  return z.object({ flowId: z.uuid() }).safeParse(stored).data?.flowId ?? 'unknown';
}
