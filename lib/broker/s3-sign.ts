import type { S3Client } from '@aws-sdk/client-s3';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { formatUrl } from '@aws-sdk/core/util';
import type { World } from '@/lib/world';
import type { StoreAccess } from './environment';

const SECOND = 1_000;
export const checksumHeader = 'x-amz-checksum-sha256';
/** What is signed of a PUT: its length, type and checksum cannot be others. */
const signed = new Set(['host', 'content-length', 'content-type', checksumHeader]);
/** As a header, the store compares it with the body; in the query it would be decoration. */
const unhoisted = new Set([checksumHeader]);

export interface ToSign {
  readonly method: 'PUT' | 'HEAD';
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly lifetimeMs: number;
}

/**
 * Signs requests to the bucket, path style, by the SDK's own signer. Not through the client: building a command for
 * each address and taking it down its middleware costs five times what the signature does.
 */
export function createSign(client: S3Client, { endpoint, bucket }: StoreAccess, world: Pick<World, 'now'>) {
  const { protocol, hostname, host, port, pathname } = new URL(endpoint);
  const folder = `${pathname.replace(/\/$/, '')}/${bucket}`;
  const { credentials, region, sha256 } = client.config;
  const presigner = new S3RequestPresigner({ credentials, region, sha256 });

  async function request({ method, key, headers, query, lifetimeMs }: ToSign) {
    const path = `${folder}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const at = { method, protocol, hostname, ...(port !== '' && { port: Number(port) }), path };
    return presigner.presign(
      { ...at, query: { ...query }, headers: { host, ...headers } },
      {
        expiresIn: lifetimeMs / SECOND,
        signingDate: new Date(world.now()),
        signableHeaders: new Set(signed),
        unhoistableHeaders: new Set(unhoisted),
      },
    );
  }

  return {
    request,
    address: async (asked: ToSign): Promise<string> => formatUrl(await request(asked)),
  };
}
export type Sign = ReturnType<typeof createSign>;

/** A hash as the store writes it. */
export const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
