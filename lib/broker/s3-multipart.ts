import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Part, S3Client } from '@aws-sdk/client-s3';
import type { Multipart, StoredPart } from './objects';
import { Refused } from './refused';
import type { Sign } from './s3-sign';
import { base64, checksumHeader } from './s3-sign';

/** Uploads in parts behind any S3 API. */
export function createS3Multipart(client: S3Client, Bucket: string, { address }: Sign): Multipart {
  return {
    async open(key) {
      // A folder's worth at most: the prefix is a whole key, and only what is exactly it counts.
      const asked = new ListMultipartUploadsCommand({ Bucket, Prefix: key });
      const { Uploads = [] } = await client.send(asked).catch(unavailable);
      return Uploads.filter(({ Key }) => Key === key)
        .flatMap(({ UploadId, Initiated }) => (UploadId ? [{ UploadId, at: Initiated?.getTime() ?? 0 }] : []))
        .toSorted((a, b) => a.at - b.at || (a.UploadId < b.UploadId ? -1 : 1))
        .map(({ UploadId }) => UploadId);
    },
    async create(Key, ContentType) {
      const asked = new CreateMultipartUploadCommand({
        Bucket,
        Key,
        ContentType,
        ChecksumAlgorithm: 'SHA256',
      });
      const { UploadId } = await client.send(asked).catch(unavailable);
      return UploadId ?? unavailable('no upload id');
    },
    async parts(Key, UploadId) {
      // One page holds a thousand parts: 5 GB of the smallest.
      const asked = new ListPartsCommand({ Bucket, Key, UploadId });
      const found = await client.send(asked).catch(gone);
      return found && (found.Parts ?? []).flatMap(storedPart).toSorted((a, b) => a.number - b.number);
    },
    async sign({ key, uploadId, number, size, sha256, lifetimeMs }) {
      const headers = { 'content-type': 'application/octet-stream', [checksumHeader]: base64(sha256) };
      const url = await address({
        method: 'PUT',
        key,
        query: { partNumber: String(number), uploadId },
        headers: { ...headers, 'content-length': String(size) },
        lifetimeMs,
      });
      return { url, headers };
    },
    async complete(Key, UploadId, parts) {
      const Parts = parts.map(({ number, etag, sha256 }) => ({
        PartNumber: number,
        ETag: etag,
        ...(sha256 && { ChecksumSHA256: base64(sha256) }),
      }));
      const asked = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
      return (await client.send(asked).catch(refused)) !== undefined;
    },
    async abort(Key, UploadId) {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(gone);
    },
  };
}

function storedPart({ PartNumber, Size, ETag, ChecksumSHA256 }: Part): StoredPart[] {
  if (PartNumber === undefined || Size === undefined || ETag === undefined) return [];
  const sha256 = ChecksumSHA256 && Buffer.from(ChecksumSHA256, 'base64').toString('hex');
  return [{ number: PartNumber, size: Size, etag: ETag, ...(sha256 && { sha256 }) }];
}

function unavailable(cause: unknown): never {
  throw new Refused('store_unavailable', undefined, { cause });
}

/** An upload that is complete or aborted is no longer there. */
function gone(thrown: unknown): undefined {
  return thrown instanceof S3ServiceException && thrown.name === 'NoSuchUpload'
    ? undefined
    : unavailable(thrown);
}

/** The store has not these parts (any more), which asking shows. */
function refused(thrown: unknown): undefined {
  const status = thrown instanceof S3ServiceException ? (thrown.$metadata.httpStatusCode ?? 500) : 500;
  return status === 400 || status === 404 ? undefined : unavailable(thrown);
}
