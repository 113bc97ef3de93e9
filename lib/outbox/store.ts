import type { IDBPTransaction } from 'idb';
import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import { Flow } from '@/lib/domain/flow';
import { createConnection, fullOr } from './connection';
import type { OutboxSchema } from './migrations';
import type { Survey } from './survey';
import { damagedPlaces, mayBelongTo } from './survey';

/** Chrome's default loses acknowledged records at a power cut. */
const STRICT = { durability: 'strict' } as const;

export interface StoreDeps {
  readonly now: () => number;
  /** Told after every write that others may want to see. */
  readonly changed: () => void;
  /** Told of a record that does not parse. It is left where it is and stops nobody. */
  readonly damaged: (flowId: string) => void;
}

export interface NewBytes {
  readonly captureId: string;
  readonly sealed: Blob;
}

const STORES = ['flows', 'bytes', 'quarantine'] as const;
type Writing = IDBPTransaction<OutboxSchema, typeof STORES, 'readwrite'>;

/** The outbox on disk: the only writer of flows, one strict transaction a write, done at `complete`. */
export function createStore({ now, changed, damaged }: StoreDeps) {
  const database = createConnection();

  function parse(stored: unknown): Flow | undefined {
    const flow = Flow.safeParse(stored);
    if (!flow.success && stored !== undefined) damaged(flowIdOf(stored));
    return flow.data;
  }

  async function put(tx: Writing, flow: Flow): Promise<Flow> {
    const stamped = Flow.parse({ ...flow, updatedAt: now() });
    await tx.objectStore('flows').put(stamped);
    return stamped;
  }

  /** Runs `work` in one transaction and resolves when it is durable; a throw undoes all of it. */
  async function transact(work: (tx: Writing) => Promise<Flow | undefined>): Promise<Flow | undefined> {
    const tx = (await database()).transaction(STORES, 'readwrite', STRICT);
    // Over quota the request succeeds and the transaction aborts: only `done` is proof.
    const [worked, done] = await Promise.allSettled([
      work(tx).catch((thrown: unknown) => abort(tx, thrown)),
      tx.done,
    ]);
    if (worked.status === 'rejected') throw fullOr(worked.reason);
    if (done.status === 'rejected') throw fullOr(done.reason);
    if (worked.value) changed();
    return worked.value;
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
        return put(tx, next);
      });
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
        return put(tx, next);
      });
    },

    /** This agent's flows, newest first. */
    async list(owner: Owner): Promise<Flow[]> {
      const db = await database();
      const stored = await db.getAllFromIndex('flows', 'owner', [owner.tenantId, owner.agentId]);
      return stored.flatMap((record) => parse(record) ?? []).toSorted((a, b) => b.createdAt - a.createdAt);
    },

    async get(flowId: string): Promise<Flow | undefined> {
      return parse(await (await database()).get('flows', flowId));
    },

    async loan(owner: Owner, loanId: string): Promise<Flow | undefined> {
      return parse(
        await (await database()).getFromIndex('flows', 'loan', [owner.tenantId, owner.agentId, loanId]),
      );
    },

    /** Sealed bytes of a capture. */
    async bytes(captureId: string): Promise<Blob | undefined> {
      return (await database()).get('bytes', captureId);
    },

    /** All there is, of every agent: for the witness alone. */
    async survey(): Promise<Survey> {
      const tx = (await database()).transaction(STORES, 'readonly');
      const [stored, aside, keys] = await Promise.all([
        tx.objectStore('flows').getAll(),
        tx.objectStore('quarantine').getAll(),
        tx.objectStore('bytes').getAllKeys(),
      ]);
      const flows = stored.flatMap((record) => Flow.safeParse(record).data ?? []);
      return { flows, damaged: damagedPlaces(stored, aside), captureIds: new Set(keys) };
    },

    /** How many damaged records are kept that are this agent's, or no longer say whose they are. */
    async damaged(owner: Owner): Promise<number> {
      const tx = (await database()).transaction(STORES, 'readonly');
      const [stored, aside] = await Promise.all([
        tx.objectStore('flows').getAll(),
        tx.objectStore('quarantine').getAll(),
      ]);
      return damagedPlaces(stored, aside).filter((place) => mayBelongTo(place, owner)).length;
    },
  };
}
export type Store = ReturnType<typeof createStore>;

function abort(tx: Writing, thrown: unknown): never {
  // Throws when the platform has aborted it already, which is what we want.
  try {
    tx.abort();
  } catch {}
  throw thrown;
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
