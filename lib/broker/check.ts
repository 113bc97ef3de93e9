import { createHash, randomBytes } from 'node:crypto';
import { GetBucketCorsCommand, GetBucketLifecycleConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import type { World } from '@/lib/world';
import type { StoreAccess } from './environment';
import type { Objects } from './objects';
import { readAll } from './objects';

const MINUTE = 60_000;
const PROBE_BYTES = 64;

export interface Finding {
  readonly what: string;
  /** `unknown`: this store does not tell, or the key may not ask. */
  readonly is: 'good' | 'missing' | 'unknown';
  /** What to do about it. */
  readonly todo?: string;
}

/**
 * Tries what the broker needs of its bucket: write, read, list, delete, a signed PUT that takes these bytes and no
 * others, the CORS a page's PUT would need, and a rule that ends abandoned parts. Leaves nothing behind.
 */
export async function checkStore(
  world: Pick<World, 'fetch' | 'id'>,
  objects: Objects,
  access: StoreAccess,
): Promise<Finding[]> {
  const key = `checks/${world.id()}`;
  const bytes = new Uint8Array(randomBytes(PROBE_BYTES));
  const findings = [
    await tried('write', 'allow s3:PutObject', async () => {
      await objects.put(key, bytes, 'application/octet-stream');
      return true;
    }),
    await tried('read', 'allow s3:GetObject', async () => {
      const stream = await objects.get(key);
      const found = stream && (await readAll(stream, PROBE_BYTES));
      return found !== undefined && Buffer.compare(found, bytes) === 0;
    }),
    await tried(
      'refuse a second conditional write',
      'use a store that knows If-None-Match, or leave signIn.pin off',
      async () =>
        (await objects.create(`${key}-once`, bytes, 'application/octet-stream')) &&
        !(await objects.create(`${key}-once`, bytes, 'application/octet-stream')),
    ),
    await tried('list', 'allow s3:ListBucket', async () => (await objects.list('checks/')).includes(key)),
    ...(await trySigned(world, objects, `${key}-signed`)),
    await tried('delete', 'allow s3:DeleteObject', async () => {
      await objects.delete(key);
      for (const end of ['-signed', '-once']) await objects.delete(`${key}${end}`);
      return (await objects.head(key)) === undefined;
    }),
  ];
  return [...findings, ...(await askRules(access))];
}

async function trySigned(world: Pick<World, 'fetch'>, objects: Objects, key: string): Promise<Finding[]> {
  const bytes = new Uint8Array(randomBytes(PROBE_BYTES));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const put = async (body: Uint8Array<ArrayBuffer>) => {
    const contentType = 'application/octet-stream';
    const signed = await objects.sign({ key, size: PROBE_BYTES, contentType, sha256, lifetimeMs: MINUTE });
    return (await world.fetch(new Request(signed.url, { method: 'PUT', headers: signed.headers, body }))).ok;
  };
  return [
    await tried(
      'refuse other bytes at a signed address',
      'use a store that compares x-amz-checksum-sha256',
      async () => {
        return !(await put(bytes.map((byte) => byte ^ 1)));
      },
    ),
    await tried('take the signed bytes', 'check S3_ENDPOINT and S3_REGION, as devices reach them', () =>
      put(bytes),
    ),
  ];
}

async function askRules({ accessKeyId, secretAccessKey, endpoint, region, bucket: Bucket }: StoreAccess) {
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  const cors = await told(
    'CORS for PUT from an extension',
    'add a rule: AllowedMethods PUT, AllowedHeaders *, ExposeHeaders ETag',
    async () => {
      const { CORSRules = [] } = await client.send(new GetBucketCorsCommand({ Bucket }));
      return CORSRules.some(
        ({ AllowedMethods = [], ExposeHeaders = [] }) =>
          AllowedMethods.includes('PUT') && ExposeHeaders.some((name) => /^(etag|\*)$/i.test(name)),
      );
    },
  );
  const parts = await told(
    'a rule that ends abandoned parts',
    'add a lifecycle rule: AbortIncompleteMultipartUpload after 7 days',
    async () => {
      const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return Rules.some((rule) => rule.Status === 'Enabled' && rule.AbortIncompleteMultipartUpload);
    },
  );
  client.destroy();
  return [cors, parts];
}

async function tried(what: string, todo: string, act: () => Promise<boolean>): Promise<Finding> {
  const isGood = await act().catch(() => false);
  return isGood ? { what, is: 'good' } : { what, is: 'missing', todo };
}

/** S3's words for "there are no such rules"; any other refusal says nothing about them. */
const noRules = new Set(['NoSuchCORSConfiguration', 'NoSuchLifecycleConfiguration']);

async function told(what: string, todo: string, ask: () => Promise<boolean>): Promise<Finding> {
  return ask().then(
    (isThere) => (isThere ? { what, is: 'good' } : { what, is: 'missing', todo }),
    (thrown: unknown) => {
      const isMissing = thrown instanceof Error && noRules.has(thrown.name);
      return { what, is: isMissing ? 'missing' : 'unknown', todo };
    },
  );
}

/** One line a finding. */
export function sayFinding({ what, is, todo }: Finding): string {
  const word = { good: 'ok     ', missing: 'MISSING', unknown: 'unknown' }[is];
  return `${word}  ${what}${todo ? `: ${todo}` : ''}`;
}
