import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder-id';
import { folderOfPart } from '@/lib/domain/folder-id';
import { partsRange } from '@/lib/domain/folder';
import { Receipt } from '@/lib/domain/receipt';
import type { Database } from './connection';
import type { Raw } from './rescue-plan';
import { damagedPlaces, loansOutside, mayBelongTo } from './survey';
import type { Witnessed } from './testimony';

const ALL = ['flows', 'quarantine', 'bytes'] as const;

type Read = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/** A search goes back through so many loans: years of them, and about a second. */
const LOOKED_THROUGH = 10_000;

/** What is still to do for an agent. */
export interface Unfinished {
  readonly flows: Flow[];
  /** Damaged records that are kept and are his, or no longer say whose they are. */
  readonly damaged: number;
}

/** The reading side of the outbox: whole records, and none that does not parse. */
export function createReader(read: Read, parse: (stored: unknown) => Flow | undefined) {
  /** What of an agent's is still to do, newest first, and what of it cannot be read; as of one moment. */
  async function unfinished(owner: Owner): Promise<Unfinished> {
    const { stored, aside } = await read(readMarked);
    const flows: Flow[] = [];
    const unread: unknown[] = [...aside];
    for (const record of stored) {
      const flow = parse(record);
      if (flow) flows.push(flow);
      else unread.push(record);
    }
    return {
      flows: flows
        .filter((flow) => isOwner(flow, owner))
        .toSorted((one, other) => other.createdAt - one.createdAt),
      damaged: damagedPlaces(unread, []).filter((place) => mayBelongTo(place, owner)).length,
    };
  }

  return {
    unfinished,

    /** This agent's flows of which something is still to do, newest first. */
    async list(owner: Owner): Promise<Flow[]> {
      return (await unfinished(owner)).flows;
    },

    /** How many damaged records are kept that are this agent's, or no longer say whose they are. */
    async damaged(owner: Owner): Promise<number> {
      return (await unfinished(owner)).damaged;
    },

    /**
     * The `most` flows of this agent that were finished last, the last one first; no parts of folders.
     * @param isSought which of them count; absent: all of them. No more than `LOOKED_THROUGH` are looked at
     */
    async finished(
      { tenantId, agentId }: Owner,
      most: number,
      isSought?: (flow: Flow) => boolean,
    ): Promise<Flow[]> {
      const found: Flow[] = [];
      const look = (record: unknown) => {
        const flow = parse(record);
        const isFinished = flow?.unfinished === undefined && flow?.folder === undefined;
        if (flow && isFinished && (isSought?.(flow) ?? true)) found.push(flow);
        return found.length < most;
      };
      if (most > 0) await read((db) => lookBack(db, [tenantId, agentId], look));
      return found;
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

/** What is marked as unfinished, of every agent, and what was set aside. */
async function readMarked(db: Database) {
  const tx = db.transaction(['flows', 'quarantine'], 'readonly');
  const [stored, aside] = await Promise.all([
    tx.objectStore('flows').index('unfinished').getAll(),
    tx.objectStore('quarantine').getAll(),
  ]);
  return { stored, aside };
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

/** An agent's finished records from the last one on, until `look` has seen enough. */
async function lookBack(
  db: Database,
  [tenantId, agentId]: readonly [string, string],
  look: (record: unknown) => boolean,
): Promise<void> {
  // Behind every number of the index comes an array.
  const his = IDBKeyRange.bound([tenantId, agentId], [tenantId, agentId, []]);
  let left = LOOKED_THROUGH;
  let at = await db.transaction('flows').store.index('finished').openCursor(his, 'prev');
  while (at && look(at.value) && (left -= 1) > 0) at = await at.continue();
}
