import type { UploadRequest } from '@/lib/contract/broker';
import type { Part, SignedPart, SignPartRequest } from '@/lib/contract/multipart';
import type { Owner } from '@/lib/domain/agent';
import { lifetimeFor } from './lifetime';
import type { StoredPart } from './objects';
import type { UploadsDeps } from './uploads';
import { objectKey, placeOf, ticketOf } from './uploads';

/**
 * Uploads in parts. The broker remembers nothing of them: the upload is found at the store by its key, which is the
 * capture's, and the oldest counts, so that all who ask mean the same one.
 */
export function createMultipart({ world, config, objects, notes, folderOf }: Omit<UploadsDeps, 'tokens'>) {
  const { multipart } = objects;
  const place = (owner: Owner, asked: UploadRequest) => placeOf({ config, notes, folderOf }, owner, asked);

  async function oldest(key: string): Promise<string | undefined> {
    const [uploadId] = await multipart.open(key);
    return uploadId;
  }

  /** Created twice by two who asked at once, both are told of the older. */
  async function begin(key: string, contentType: string): Promise<string> {
    const created = await multipart.create(key, contentType);
    return (await oldest(key)) ?? created;
  }

  const isStored = async (key: string, size: number) => (await objects.head(key))?.size === size;

  return {
    /** What is there; begins an upload where there is none. @throws Refused as `placeOf` */
    async parts(owner: Owner, upload: UploadRequest): Promise<{ parts: Part[] }> {
      const { key } = await place(owner, upload);
      const uploadId = (await oldest(key)) ?? (await begin(key, upload.contentType));
      const parts = (await multipart.parts(key, uploadId)) ?? [];
      return { parts: parts.map(({ number, size, sha256 }) => ({ number, size, sha256 })) };
    },

    /** @throws Refused as `placeOf` */
    async sign(owner: Owner, { upload, part }: SignPartRequest): Promise<SignedPart> {
      const { key } = await place(owner, upload);
      const uploadId = (await oldest(key)) ?? (await begin(key, upload.contentType));
      const signedAt = world.now();
      const lifetimeMs = lifetimeFor(part.size, upload.bytesPerSecond);
      const { url, headers } = await multipart.sign({ key, uploadId, ...part, lifetimeMs });
      return { putUrl: url, putHeaders: headers, expiresAt: signedAt + lifetimeMs };
    },

    /** Asked again after a lost answer, it says what is: the object is there or not. @throws Refused as `placeOf` */
    async complete(
      owner: Owner,
      upload: UploadRequest,
      named: readonly Part[],
    ): Promise<{ stored: boolean }> {
      const { key } = await place(owner, upload);
      if (await isStored(key, upload.size)) return { stored: true };
      const uploadId = await oldest(key);
      const there = uploadId === undefined ? undefined : await multipart.parts(key, uploadId);
      const parts = there && matching(there, named, upload.size);
      if (uploadId === undefined || !parts) return { stored: false };
      await multipart.complete(key, uploadId, parts);
      const stored = await isStored(key, upload.size);
      // Of two that were begun at once, the other would be kept, and paid for, until the store's own rule ends it.
      if (stored) for (const other of await multipart.open(key)) await multipart.abort(key, other);
      return { stored };
    },

    /** Gives up what is there, of a withdrawn attempt too. What is complete stays. @throws Refused `unknown_key` */
    async abort(owner: Owner, upload: UploadRequest): Promise<void> {
      const key = await objectKey({ keyring: config.keyring, folderOf }, ticketOf(owner, upload));
      for (const uploadId of await multipart.open(key)) await multipart.abort(key, uploadId);
    },
  };
}

/** The store's parts as the client named them, if it has just these and they make the whole. */
function matching(
  there: readonly StoredPart[],
  named: readonly Part[],
  size: number,
): StoredPart[] | undefined {
  const parts = named.flatMap(({ number, ...wanted }, at) => {
    const found = there.find((part) => part.number === number);
    const isIt = found?.size === wanted.size && (found.sha256 ?? wanted.sha256) === wanted.sha256;
    return found && isIt && number === at + 1 ? [found] : [];
  });
  const sum = parts.reduce((total, part) => total + part.size, 0);
  return parts.length === named.length && sum === size ? parts : undefined;
}
