import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { World } from '@/lib/world';
import type { StoreAccess } from './environment';
import type { Objects, PutToSign } from './objects';
import { Refused } from './refused';
import { createS3Multipart } from './s3-multipart';
import { base64, checksumHeader, signing } from './s3-sign';

const SECOND = 1_000;
const CONNECTION_TIMEOUT = 5 * SECOND;
const REQUEST_TIMEOUT = 30 * SECOND;

/** The object store behind any S3 API, with the bucket in the path, so that one host permission covers it. */
export function createS3Objects(world: Pick<World, 'now'>, access: StoreAccess): Objects & { close(): void } {
  const { accessKeyId, secretAccessKey, endpoint, region, bucket: Bucket } = access;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    // Otherwise a pre-signed PUT is bound to the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      socketTimeout: REQUEST_TIMEOUT,
      // Otherwise a store that falls silent is only warned of.
      throwOnRequestTimeout: true,
    },
  });

  return {
    async put(Key, Body, ContentType) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType })).catch(unavailable);
    },
    async get(Key) {
      const found = await client.send(new GetObjectCommand({ Bucket, Key })).catch(missing);
      return found?.Body?.transformToWebStream();
    },
    async head(Key) {
      const found = await client.send(new HeadObjectCommand({ Bucket, Key })).catch(missing);
      return found && { size: found.ContentLength ?? 0 };
    },
    async list(Prefix) {
      const found = await client.send(new ListObjectsV2Command({ Bucket, Prefix })).catch(unavailable);
      return (found.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    },
    async delete(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key })).catch(missing);
    },
    async sign({ key, size, contentType, sha256, lifetimeMs }: PutToSign) {
      const checksum = base64(sha256);
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        ContentLength: size,
        ContentType: contentType,
        ChecksumSHA256: checksum,
      });
      const url = await getSignedUrl(client, command, signing(world, lifetimeMs));
      // A browser sets content-length itself, from the body.
      return { url, headers: { 'content-type': contentType, [checksumHeader]: checksum } };
    },
    multipart: createS3Multipart(client, Bucket, world),
    close: () => client.destroy(),
  };
}

function unavailable(cause: unknown): never {
  throw new Refused('store_unavailable', undefined, { cause });
}

/** What is not there is an answer; a bucket that is not there is not. */
function missing(thrown: unknown): undefined {
  const absent =
    thrown instanceof S3ServiceException &&
    thrown.$metadata.httpStatusCode === 404 &&
    thrown.name !== 'NoSuchBucket';
  return absent ? undefined : unavailable(thrown);
}
