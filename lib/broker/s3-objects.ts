import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { World } from '@/lib/world';
import type { StoreAccess } from './environment';
import type { Objects, PutToSign } from './objects';
import { Refused } from './refused';
import { createS3Multipart } from './s3-multipart';
import { base64, checksumHeader, createSign } from './s3-sign';

const SECOND = 1_000;
const CONNECTION_TIMEOUT = 5 * SECOND;
const REQUEST_TIMEOUT = 30 * SECOND;
const OK = 200;
const NOT_FOUND = 404;
const LOOK_LIFETIME = 60 * SECOND;

const Answer = z.object({
  response: z.object({
    statusCode: z.number(),
    headers: z.object({ 'content-length': z.coerce.number().default(0) }),
    body: z.instanceof(Readable),
  }),
});

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

  const signs = createSign(client, access, world);

  return {
    async put(Key, Body, ContentType) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType })).catch(unavailable);
    },
    async create(Key, Body, ContentType) {
      const asked = new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch: '*' });
      return (await client.send(asked).catch(taken)) !== undefined;
    },
    async get(Key) {
      const found = await client.send(new GetObjectCommand({ Bucket, Key })).catch(missing);
      return found?.Body?.transformToWebStream();
    },
    async head(Key) {
      const request = await signs.request({ method: 'HEAD', key: Key, lifetimeMs: LOOK_LIFETIME });
      const look = () => client.config.requestHandler.handle(request);
      // A connection that was kept may have been closed meanwhile: once more, as the client does for all else.
      const looked: unknown = await look().catch(look).catch(unavailable);
      const { statusCode, headers, body } = Answer.parse(looked).response;
      // Read to its end, empty as it is, or the connection is never free again.
      body.resume();
      if (statusCode === NOT_FOUND) return undefined;
      return statusCode === OK ? { size: headers['content-length'] } : unavailable(statusCode);
    },
    async list(Prefix) {
      const found = await client.send(new ListObjectsV2Command({ Bucket, Prefix })).catch(unavailable);
      return (found.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    },
    async delete(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key })).catch(missing);
    },
    async sign({ key, size, contentType, sha256, lifetimeMs }: PutToSign) {
      // A browser sets content-length itself, from the body.
      const headers = { 'content-type': contentType, [checksumHeader]: base64(sha256) };
      const length = { 'content-length': String(size) };
      const url = await signs.address({ method: 'PUT', key, headers: { ...headers, ...length }, lifetimeMs });
      return { url, headers };
    },
    multipart: createS3Multipart(client, Bucket, signs),
    close: () => client.destroy(),
  };
}

function unavailable(cause: unknown): never {
  throw new Refused('store_unavailable', undefined, { cause });
}

/** 412: it is there. 409: another write of it is under way. */
function taken(thrown: unknown): undefined {
  const status = thrown instanceof S3ServiceException ? thrown.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409 ? undefined : unavailable(thrown);
}

/** What is not there is an answer; a bucket that is not there is not. */
function missing(thrown: unknown): undefined {
  const absent =
    thrown instanceof S3ServiceException &&
    thrown.$metadata.httpStatusCode === 404 &&
    thrown.name !== 'NoSuchBucket';
  return absent ? undefined : unavailable(thrown);
}
