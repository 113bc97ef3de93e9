import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import { toFailed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { World } from '@/lib/world';
import type { Database } from './connection';
import { createConnection, fullOr } from './connection';
import type { FolderContent } from './contents';
import { broughtBy, holding, mustBeOnce } from './contents';
import { mended, stamped } from './finished';
import type { Writing } from './migrations';
import { createParsed } from './parsed';
import { createPatience, patienceFor, READ_PATIENCE, WRITE_PATIENCE } from './patience';
import { writeReceipts } from './receipts';
import { createTogether } from './together';
import { createReader, isReadable, readUnfinished } from './reader';
import type { Survey } from './survey';
import { damagedPlaces } from './survey';
import type { Witnessed } from './testimony';

/** Chrome's default loses acknowledged records at a power cut. */
const STRICT = { durability: 'strict' } as const;

export interface StoreDeps {
  readonly world: Pick<World, 'now' | 'sleep'>;
  /** Told after every write what it has left. */
  readonly changed: (flow: Flow) => void;
  /** Told of a record that does not parse. It is left where it is and stops nobody. */
  readonly damaged: (flowId: string) => void;
}

export interface NewBytes {
  readonly captureId: string;
  readonly sealed: Blob;
  /** It comes to a folder, which takes each content once. */
  readonly content?: FolderContent | undefined;
}

type StoreName = 'flows' | 'bytes' | 'quarantine' | 'receipts';
const STORES: StoreName[] = ['flows', 'bytes', 'quarantine', 'receipts'];

/** The outbox on disk: the only writer of flows, one strict transaction a write, done at `complete`. */
export function createStore({ world, changed, damaged }: StoreDeps) {
  const use = createConnection(createPatience(world));
  const parsed = createParsed();

  function parse(stored: unknown): Flow | undefined {
    const flow = parsed.flowOf(stored);
    if (!flow && stored !== undefined) damaged(flowIdOf(stored));
    return flow;
  }

  async function put(tx: Writing<'readwrite'>, flow: Flow, before: Flow | undefined): Promise<Flow> {
    for (const content of broughtBy(flow, before))
      mustBeOnce(content, [flow, ...(await holding(tx, flow, content, parse)).filter(isOther(flow))]);
    await writeReceipts(tx, before, flow, world.now());
    // Should the transaction fail, the disk differs from it, and is what counts.
    const record = parsed.keep(stamped(flow, world.now()));
    await tx.objectStore('flows').put(record);
    return record;
  }

  /** Runs `work` in one transaction and resolves when it is durable; a throw or the deadline undoes all of it. */
  async function transact<T>(
    work: (tx: Writing<'readwrite'>) => Promise<T>,
    ms = WRITE_PATIENCE,
  ): Promise<T> {
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
    return worked.value;
  }

  /** What `work` leaves, when it has been written. */
  async function told(work: Promise<Flow | undefined>): Promise<Flow | undefined> {
    const flow = await work;
    if (flow) changed(flow);
    return flow;
  }

  const together = createTogether<Writing<'readwrite'>, Flow | undefined>(transact, isSilent);

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
     * @param make the loan's flow with the capture in it, from the flow there is; `undefined` writes nothing. It is told
     *   which parts of a folder hold `bytes.content` already
     * @throws Failed `full` when the device has no room, `in-folder` for what the folder has already; nothing is kept then
     */
    add(
      owner: Owner,
      loanId: string,
      bytes: NewBytes,
      make: (flow: Flow | undefined, holders: readonly Flow[]) => Flow | undefined,
    ): Promise<Flow | undefined> {
      const work = transact(async (tx) => {
        const key: [string, string, string] = [owner.tenantId, owner.agentId, loanId];
        const stored = await tx.objectStore('flows').index('loan').get(key);
        const flow = parse(stored);
        const holders = bytes.content ? await holding(tx, owner, bytes.content, parse) : [];
        const next = make(flow, holders);
        if (!next) return undefined;
        if (stored !== undefined && !flow) await setAside(tx, key, stored);
        await tx.objectStore('bytes').put(bytes.sealed, bytes.captureId);
        return put(tx, next, flow);
      }, patienceFor(bytes.sealed.size));
      return told(work);
    },

    /**
     * Changes one flow; small changes that come while the disk is at work are written together.
     * @param change pure, since it may be called twice; `undefined` writes nothing
     * @param drop ids of captures whose bytes go in the same transaction
     */
    update(
      flowId: string,
      change: (flow: Flow) => Flow | undefined,
      drop: readonly string[] = [],
    ): Promise<Flow | undefined> {
      const work = together(async (tx) => {
        const flow = parse(await tx.objectStore('flows').get(flowId));
        const next = flow && change(flow);
        if (!next) return undefined;
        await Promise.all(drop.map((captureId) => tx.objectStore('bytes').delete(captureId)));
        return put(tx, next, flow);
      });
      return told(work);
    },

    ...createReader(read, parse),

    /** Looks at every record, finished or not, and mends what it is found by. */
    async mend(): Promise<void> {
      const stored = await read((db) => db.getAll('flows'));
      for (const flowId of stored.filter((record) => mended(record) !== undefined).map(flowIdOf))
        await transact(async (tx) => {
          const record = mended(await tx.objectStore('flows').get(flowId));
          if (record !== undefined) await tx.objectStore('flows').put(record);
        });
    },

    /** Sealed bytes of a capture; `undefined` also when the disk no longer gives them. */
    async bytes(captureId: string): Promise<Blob | undefined> {
      const bytes = await bytesOf(captureId);
      return bytes === 'unreadable' ? undefined : bytes;
    },

    /**
     * All that is still to do, of every agent: for the witness alone.
     * @param of captures whose records are looked at too, unfinished or not
     */
    async survey(of: readonly Witnessed[]): Promise<Survey> {
      const { stored, aside, keys } = await read((db) => readUnfinished(db, of));
      const flows = stored.flatMap((record) => parsed.flowOf(record) ?? []);
      const captureIds = new Set<string>();
      for (const key of keys) {
        const isLost = !readable.has(key) && (await bytesOf(key)) === 'unreadable';
        // What has gone since was there as of this moment: its record says why it went.
        if (!isLost) captureIds.add(key);
      }
      return { flows, damaged: damagedPlaces(stored, aside), captureIds };
    },
  };
}
export type Store = ReturnType<typeof createStore>;

const isOther =
  ({ flowId }: Flow) =>
  (one: Flow) =>
    one.flowId !== flowId;

/** A disk that has not answered once is not asked for each of them. */
function isSilent(thrown: unknown): boolean {
  return toFailed(thrown).reason === 'disk-silent';
}

function undo(tx: Writing<'readwrite'>): void {
  // Throws when the platform has ended it already, which is what we want.
  try {
    tx.abort();
  } catch {}
}

/** Out of the way of the loan's next flow; nothing is deleted. */
async function setAside(
  tx: Writing<'readwrite'>,
  key: [string, string, string],
  stored: unknown,
): Promise<void> {
  const flows = tx.objectStore('flows');
  const flowId = await flows.index('loan').getKey(key);
  await tx.objectStore('quarantine').add(stored);
  if (flowId !== undefined) await flows.delete(flowId);
}

function flowIdOf(stored: unknown): string {
  return z.object({ flowId: z.uuid() }).safeParse(stored).data?.flowId ?? 'unknown';
}
