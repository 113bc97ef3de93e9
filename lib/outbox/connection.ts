import type { IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { OutboxSchema } from './migrations';
import { DATABASE_VERSION, migrate } from './migrations';

const DATABASE = 'satchel';

/** Opens when first needed, and again after the platform closed it. */
export function createConnection(): () => Promise<IDBPDatabase<OutboxSchema>> {
  let opened: Promise<IDBPDatabase<OutboxSchema>> | undefined;
  const forget = () => {
    opened = undefined;
  };
  return () => {
    opened ??= openDB<OutboxSchema>(DATABASE, DATABASE_VERSION, {
      upgrade: (db, from) => migrate(db, from),
      // A newer version waits for us: close, and open again when next needed.
      blocking: () => {
        void opened?.then((db) => db.close());
        forget();
      },
      terminated: forget,
    }).catch((thrown: unknown) => {
      forget();
      throw fullOr(thrown);
    });
    return opened;
  };
}

/** Chromium's and Firefox's ways of saying that the disk is full. */
const fullNames = new Set(['QuotaExceededError', 'DataError', 'UnknownError']);

/** What the database threw, as ours. */
export function fullOr(thrown: unknown): Failed {
  const name = thrown instanceof Error ? thrown.name : '';
  return fullNames.has(name) ? new Failed('full', { detail: name, cause: thrown }) : toFailed(thrown);
}
