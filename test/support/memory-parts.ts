import { createHash } from 'node:crypto';
import type { Multipart, PartToSign, StoredPart } from '@/lib/broker/objects';

type Held = StoredPart & { readonly bytes: Uint8Array<ArrayBuffer> };

/** Uploads in parts, in memory; `made` is told of an object that is complete. */
export function createMemoryParts(
  origin: string,
  before: (act: string, key: string) => Promise<void> | void,
  made: (key: string, bytes: Uint8Array<ArrayBuffer>, contentType: string) => void,
) {
  const open = new Map<string, { key: string; contentType: string; parts: Map<number, Held> }>();
  const signed = new Map<string, PartToSign>();
  let begun = 0;

  const multipart: Multipart = {
    async open(key) {
      await before('parts-open', key);
      return [...open].filter(([, upload]) => upload.key === key).map(([id]) => id);
    },
    async create(key, contentType) {
      await before('parts-create', key);
      begun += 1;
      open.set(`upload-${begun}`, { key, contentType, parts: new Map() });
      return `upload-${begun}`;
    },
    async parts(key, uploadId) {
      await before('parts-list', key);
      const parts = open.get(uploadId)?.parts;
      return parts && [...parts.values()].toSorted((a, b) => a.number - b.number);
    },
    async sign(part) {
      await before('parts-sign', part.key);
      const url = `${origin}/${part.key}?uploadId=${part.uploadId}&signature=${signed.size}`;
      signed.set(url, part);
      return {
        url,
        headers: { 'x-amz-checksum-sha256': Buffer.from(part.sha256, 'hex').toString('base64') },
      };
    },
    async complete(key, uploadId, parts) {
      await before('parts-complete', key);
      const upload = open.get(uploadId);
      const held = parts.map(({ number }) => upload?.parts.get(number));
      if (!upload || held.some((part) => !part)) return false;
      const whole = Buffer.concat(held.flatMap((part) => part?.bytes ?? []));
      made(key, new Uint8Array(whole), upload.contentType);
      open.delete(uploadId);
      return true;
    },
    async abort(key, uploadId) {
      await before('parts-abort', key);
      open.delete(uploadId);
    },
  };

  return {
    multipart,
    /** Ids of uploads that are neither complete nor aborted. */
    openIds: () => [...open.keys()],
    /** False when these are not the signed bytes. */
    upload(url: string, bytes: Uint8Array<ArrayBuffer>): boolean {
      const part = signed.get(url);
      const upload = part && open.get(part.uploadId);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (!upload || part.size !== bytes.byteLength || part.sha256 !== sha256) return false;
      const { number, size } = part;
      upload.parts.set(number, {
        number,
        size,
        sha256,
        etag: `"${sha256.slice(0, 8)}"`,
        bytes: bytes.slice(),
      });
      return true;
    },
  };
}
