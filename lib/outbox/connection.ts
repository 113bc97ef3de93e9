import type { IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { OutboxSchema } from './migrations';
import { DATABASE_VERSION, migrate, RECEIPTS_SINCE } from './migrations';
import type { Patience } from './patience';
import { backfill } from './receipts';

const DATABASE = 'satchel';

export type Database = IDBPDatabase<OutboxSchema>;

/** Opens when first needed, and again after the platform closed it or it did not answer. */
export function createConnection(within: Patience) {
  let opened: Promise<Database> | undefined;
  const forget = () => {
    opened = undefined;
  };

  function open(): Promise<Database> {
    opened ??= openDB<OutboxSchema>(DATABASE, DATABASE_VERSION, {
      upgrade: (db, from, _, tx) => {
        migrate(db, from, tx);
        // An outbox without old receipts is better than none.
        if (from > 0 && from < RECEIPTS_SINCE) void backfill(tx).catch(() => undefined);
      },
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
  }

  /** Closes it now or as soon as it opens after all: one that nobody uses must hold up no upgrade. */
  function leave(mine: Promise<Database>): void {
    if (opened === mine) forget();
    void mine.then(
      (db) => db.close(),
      () => undefined,
    );
  }

  /**
   * Runs `work` on the open database.
   * @param ms how long opening and `work` may take together
   * @throws Failed `disk-silent` after that
   */
  return function use<T>(ms: number, work: (db: Database, late: AbortSignal) => Promise<T>): Promise<T> {
    return within(ms, async (late) => {
      const mine = open();
      late.addEventListener('abort', () => leave(mine), { once: true });
      const db = await mine;
      late.throwIfAborted();
      return work(db, late);
    });
  };
}

/** Chromium's and Firefox's ways of saying that the disk is full. */
const fullNames = new Set(['QuotaExceededError', 'DataError', 'UnknownError']);

/** What the database threw, as ours. */
export function fullOr(thrown: unknown): Failed {
  const name = thrown instanceof Error ? thrown.name : '';
  return fullNames.has(name) ? new Failed('full', { detail: name, cause: thrown }) : toFailed(thrown);
}
