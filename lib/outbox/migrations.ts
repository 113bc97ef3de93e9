import type { DBSchema, IDBPDatabase } from 'idb';

/** What lies on disk. Flows are believed only after `Flow` has parsed them. */
export interface OutboxSchema extends DBSchema {
  flows: {
    key: string;
    value: unknown;
    indexes: { owner: [string, string]; loan: [string, string, string] };
  };
  /** Sealed bytes by `captureId`, written in the transaction that writes their record. */
  bytes: { key: string; value: Blob };
  /** Records that do not parse and stood in the way of their loan, as they were found; their bytes stay too. */
  quarantine: { key: number; value: unknown };
  /** By `documentId`; believed only after `Receipt` has parsed them. They outlive bytes and flows. */
  receipts: { key: string; value: unknown; indexes: { owner: [string, string] } };
}

export const DATABASE_VERSION = 3;
/** Devices that come from before it have sent documents without a receipt. */
export const RECEIPTS_SINCE = 3;

/** The staircase: each step takes the database from one version to the next, and loses nothing. */
export function migrate(database: IDBPDatabase<OutboxSchema>, from: number): void {
  if (from < 1) {
    const flows = database.createObjectStore('flows', { keyPath: 'flowId' });
    flows.createIndex('owner', ['tenantId', 'agentId']);
    // One flow a loan and agent: the database itself refuses a second.
    flows.createIndex('loan', ['tenantId', 'agentId', 'loanId'], { unique: true });
    database.createObjectStore('bytes');
  }
  if (from < 2) database.createObjectStore('quarantine', { autoIncrement: true });
  if (from < RECEIPTS_SINCE) {
    const receipts = database.createObjectStore('receipts', { keyPath: 'documentId' });
    receipts.createIndex('owner', ['tenantId', 'agentId']);
  }
}
