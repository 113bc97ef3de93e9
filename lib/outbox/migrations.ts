import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import { unwrap } from 'idb';
import { mended } from './finished';
import { withoutFileUrls } from './file-urls';

/** What lies on disk. Flows are believed only after `Flow` has parsed them. */
export interface OutboxSchema extends DBSchema {
  flows: {
    key: string;
    value: unknown;
    indexes: {
      owner: [string, string];
      loan: [string, string, string];
      /** Only those that have the mark. */
      unfinished: 1;
      /** The others, by agent, and of each the one that was written last at the end. */
      finished: [string, string, number];
      /** Parts of folders, by each content that they hold. */
      contents: string;
    };
  };
  /** Sealed bytes by `captureId`, written in the transaction that writes their record. */
  bytes: { key: string; value: Blob };
  /** Records that do not parse and stood in the way of their loan, as they were found; their bytes stay too. */
  quarantine: { key: number; value: unknown };
  /** By `documentId`; believed only after `Receipt` has parsed them. They outlive bytes and flows. */
  receipts: { key: string; value: unknown; indexes: { owner: [string, string] } };
}

/** A transaction over all of it. */
export type Writing<Mode extends 'readwrite' | 'versionchange'> = IDBPTransaction<
  OutboxSchema,
  ('flows' | 'bytes' | 'quarantine' | 'receipts')[],
  Mode
>;

export const DATABASE_VERSION = 6;
/** Devices that come from before it have sent documents without a receipt. */
export const RECEIPTS_SINCE = 3;
const MARKS_SINCE = 4;
const CONTENTS_SINCE = 5;
/** And finished ones are found without those that are not. */
const NO_FILE_URLS_SINCE = 6;

/** The staircase: each step takes the database from one version to the next, and loses nothing. */
export function migrate(
  database: IDBPDatabase<OutboxSchema>,
  from: number,
  tx: Writing<'versionchange'>,
): void {
  if (from < 1) {
    const first = database.createObjectStore('flows', { keyPath: 'flowId' });
    first.createIndex('owner', ['tenantId', 'agentId']);
    // One flow a loan and agent: the database itself refuses a second.
    first.createIndex('loan', ['tenantId', 'agentId', 'loanId'], { unique: true });
    database.createObjectStore('bytes');
  }
  if (from < 2) database.createObjectStore('quarantine', { autoIncrement: true });
  if (from < RECEIPTS_SINCE) {
    const receipts = database.createObjectStore('receipts', { keyPath: 'documentId' });
    receipts.createIndex('owner', ['tenantId', 'agentId']);
  }
  const flows = tx.objectStore('flows');
  if (from < MARKS_SINCE) flows.createIndex('unfinished', 'unfinished');
  if (from < CONTENTS_SINCE) flows.createIndex('contents', 'contents', { multiEntry: true });
  if (from < NO_FILE_URLS_SINCE) {
    // It held the others, too.
    if (from >= MARKS_SINCE) unwrap(flows).deleteIndex('touched');
    flows.createIndex('finished', ['tenantId', 'agentId', 'finishedAt']);
    // With half of them changed, the database stays what it was.
    void changeAll(tx).catch(() => tx.abort());
  }
}

/** What has no mark is not found, and what has a `file_url` gives its document away. */
async function changeAll(tx: Writing<'versionchange'>): Promise<void> {
  for (let at = await tx.objectStore('flows').openCursor(); at; at = await at.continue()) {
    const record = withoutFileUrls(at.value);
    await at.update(mended(record) ?? record);
  }
  for (let at = await tx.objectStore('quarantine').openCursor(); at; at = await at.continue())
    await at.update(withoutFileUrls(at.value));
}
