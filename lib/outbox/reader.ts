import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder';
import { folderOfPart, partsRange } from '@/lib/domain/folder';
import { Receipt } from '@/lib/domain/receipt';
import type { Database } from './connection';
import type { Raw } from './rescue-plan';
import { damagedPlaces, loansOutside, mayBelongTo } from './survey';
import type { Witnessed } from './testimony';

const ALL = ['flows', 'quarantine', 'bytes'] as const;

type Read = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** The reading side of the outbox: whole records, and none that does not parse. */
export function createReader(read: Read, parse: (stored: unknown) => Flow | undefined) {
  return {
    /** This agent's flows of which something is still to do, newest first. */
    async list(owner: Owner): Promise<Flow[]> {
      const stored = await read((db) => db.getAllFromIndex('flows', 'unfinished'));
      return stored
        .flatMap((record) => parse(record) ?? [])
        .filter((flow) => isOwner(flow, owner))
        .toSorted((a, b) => b.createdAt - a.createdAt);
    },

    /** The `most` finished flows of this agent that were touched last, the last one first; no parts of folders. */
    async finished({ tenantId, agentId }: Owner, most: number): Promise<Flow[]> {
      const isFinished = (record: unknown) => {
        const flow = parse(record);
        return flow?.unfinished === undefined && flow?.folder === undefined;
      };
      const stored = await read((db) => readTouched(db, [tenantId, agentId], most, isFinished));
      return stored.flatMap((record) => parse(record) ?? []);
    },

    async get(flowId: string): Promise<Flow | undefined> {
      return parse(await read((db) => db.get('flows', flowId)));
    },

    async loan({ tenantId, agentId }: Owner, loanId: string): Promise<Flow | undefined> {
      return parse(await read((db) => db.getFromIndex('flows', 'loan', [tenantId, agentId, loanId])));
    },

    /** The parts of a folder, finished or not. */
    async folder(owner: Owner, folderId: FolderId): Promise<Flow[]> {
      const stored = await read((db) => db.getAllFromIndex('flows', 'loan', partsOf(owner, folderId)));
      return stored.flatMap((record) => parse(record) ?? []).filter(({ folder }) => folder === folderId);
    },

    /** This agent's folders, the newest day first, by their names alone. */
    async folders(owner: Owner): Promise<FolderId[]> {
      const names = await read((db) => readFolders(db, partsOf(owner)));
      return names.toSorted((a, b) => b.localeCompare(a));
    },

    /** Captures whose bytes lie here, by their keys alone: a file cut short is the witness's to find. */
    async held(): Promise<ReadonlySet<string>> {
      return new Set(await read((db) => db.getAllKeys('bytes')));
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
      const { stored, aside } = await read((db) => readUnfinished(db, []));
      return damagedPlaces(stored, aside).filter((place) => mayBelongTo(place, owner)).length;
    },
  };
}

/** Where the parts of a folder stand in the index of loans; without one, those of every folder. */
function partsOf({ tenantId, agentId }: Owner, folderId?: FolderId): IDBKeyRange {
  const [from, to] = partsRange(folderId);
  return IDBKeyRange.bound([tenantId, agentId, from], [tenantId, agentId, to]);
}

/** Goes from folder to folder, and looks into none. */
async function readFolders(db: Database, range: IDBKeyRange): Promise<FolderId[]> {
  const found: FolderId[] = [];
  const index = db.transaction('flows').store.index('loan');
  let at = await index.openKeyCursor(range);
  while (at) {
    const [tenantId, agentId, loanId] = at.key;
    const folderId = folderOfPart(loanId);
    if (folderId !== undefined) found.push(folderId);
    at = await (folderId === undefined
      ? at.continue()
      : at.continue([tenantId, agentId, partsRange(folderId)[1]]));
  }
  return found;
}

/** Everything but the bytes themselves, as of one moment. */
async function readAll(db: Database) {
  const tx = db.transaction(ALL, 'readonly');
  const [stored, aside, keys] = await Promise.all([
    tx.objectStore('flows').getAll(),
    tx.objectStore('quarantine').getAll(),
    tx.objectStore('bytes').getAllKeys(),
  ]);
  return { stored, aside, keys };
}

/** What is marked as unfinished, and the records of these captures whatever they are marked as; as of one moment. */
export async function readUnfinished(db: Database, of: readonly Witnessed[]) {
  const tx = db.transaction(ALL, 'readonly');
  const flows = tx.objectStore('flows');
  const [unfinished, aside, keys] = await Promise.all([
    flows.index('unfinished').getAll(),
    tx.objectStore('quarantine').getAll(),
    tx.objectStore('bytes').getAllKeys(),
  ]);
  const loans = loansOutside(unfinished, of);
  const others = await Promise.all(loans.map((loan) => flows.index('loan').get(loan)));
  return { stored: [...unfinished, ...others.filter((record) => record !== undefined)], aside, keys };
}

/** The last byte shows whether a file was cut short. */
export async function isReadable(bytes: Blob): Promise<boolean> {
  const [last] = await Promise.allSettled([bytes.slice(-1).arrayBuffer()]);
  return last.status === 'fulfilled';
}

/** The records of an agent that were touched last and that `test` lets through; at most so many. */
async function readTouched(
  db: Database,
  [tenantId, agentId]: readonly [string, string],
  most: number,
  test: (record: unknown) => boolean,
): Promise<unknown[]> {
  // Behind every number of the index comes an array.
  const all = IDBKeyRange.bound([tenantId, agentId], [tenantId, agentId, []]);
  const found: unknown[] = [];
  let at = most > 0 ? await db.transaction('flows').store.index('touched').openCursor(all, 'prev') : null;
  for (; at && found.length < most; at = await at.continue()) if (test(at.value)) found.push(at.value);
  return found;
}
