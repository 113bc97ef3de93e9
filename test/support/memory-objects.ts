import { hash } from 'node:crypto';
import type { Objects, PutToSign } from '@/lib/broker/objects';
import { createMemoryParts } from './memory-parts';

export interface StoredObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/**
 * An object store in memory. `put` of a signed address is `upload(url, bytes, headers)`; `before` runs ahead
 * of every call, so that a test can let something happen between two of them, or let one fail.
 */
export function createMemoryObjects(origin = 'https://store.test') {
  const kept = new Map<string, StoredObject>();
  const signed = new Map<string, PutToSign>();
  let before: (act: string, key: string) => Promise<void> | void = () => {};

  const parts = createMemoryParts(
    origin,
    (act, key) => before(act, key),
    (key, bytes, contentType) => kept.set(key, { bytes, contentType }),
  );

  const objects: Objects = {
    multipart: parts.multipart,
    async put(key, bytes, contentType) {
      await before('put', key);
      kept.set(key, { bytes: bytes.slice(), contentType });
    },
    async create(key, bytes, contentType) {
      await before('create', key);
      if (kept.has(key)) return false;
      kept.set(key, { bytes: bytes.slice(), contentType });
      return true;
    },
    async get(key) {
      await before('get', key);
      const found = kept.get(key);
      return found && new Blob([found.bytes]).stream();
    },
    async head(key) {
      await before('head', key);
      const found = kept.get(key);
      return found && { size: found.bytes.byteLength };
    },
    async list(prefix) {
      await before('list', prefix);
      return [...kept.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    },
    async delete(key) {
      await before('delete', key);
      kept.delete(key);
    },
    async sign(put) {
      await before('sign', put.key);
      const url = `${origin}/${put.key}?signature=${signed.size}`;
      signed.set(url, put);
      return { url, headers: { 'content-type': put.contentType } };
    },
  };

  return {
    objects,
    kept,
    openParts: parts.openIds,
    /** What a device does with a signed address; false when length, type or bytes are not the signed ones. */
    upload(url: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string>): boolean {
      if (url.includes('?uploadId=')) return parts.upload(url, bytes);
      const put = signed.get(url);
      const contentType = headers['content-type'] ?? '';
      if (!put || put.size !== bytes.byteLength || put.contentType !== contentType) return false;
      if (hash('sha256', bytes) !== put.sha256) return false;
      kept.set(put.key, { bytes: bytes.slice(), contentType });
      return true;
    },
    onCall(then: typeof before): void {
      before = then;
    },
  };
}
