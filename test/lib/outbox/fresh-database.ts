import {
  IDBCursor,
  IDBDatabase,
  IDBFactory,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBOpenDBRequest,
  IDBRequest,
  IDBTransaction,
} from 'fake-indexeddb';
import { vi } from 'vitest';

/** Every test starts with an empty disk: call in `beforeEach`. Contexts of one test share it. */
export function freshDatabase(): void {
  const platform = {
    IDBCursor,
    IDBDatabase,
    IDBIndex,
    IDBKeyRange,
    IDBObjectStore,
    IDBOpenDBRequest,
    IDBRequest,
    IDBTransaction,
  };
  for (const [name, value] of Object.entries(platform)) vi.stubGlobal(name, value);
  vi.stubGlobal('indexedDB', new IDBFactory());
}

/** The disk as it lies there, past the store: for damaging records and for counting bytes. */
export async function withDisk<T>(work: (database: IDBDatabase) => IDBRequest<T>): Promise<T> {
  const database = await settled(indexedDB.open('satchel'));
  try {
    return await settled(work(database));
  } finally {
    database.close();
  }
}

/** Ids of all captures whose bytes lie on the disk. */
export function byteKeys(): Promise<IDBValidKey[]> {
  return withDisk((database) => database.transaction('bytes').objectStore('bytes').getAllKeys());
}

export function rawFlows(): Promise<unknown[]> {
  return withDisk((database) => database.transaction('flows').objectStore('flows').getAll());
}

/** Damaged records that were set aside. */
export function quarantined(): Promise<unknown[]> {
  return withDisk((database) => database.transaction('quarantine').objectStore('quarantine').getAll());
}

export async function writeRaw(record: unknown): Promise<void> {
  await withDisk((database) => database.transaction('flows', 'readwrite').objectStore('flows').put(record));
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
