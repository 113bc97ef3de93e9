import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import type { Logged } from './faults';
import { createStoreLayer } from './store-layer';

const BUCKET = 'captures';

/** A real S3 server on loopback, with what it keeps in a folder that goes when it is closed. */
export async function startStore(host = '127.0.0.1') {
  const directory = mkdtempSync(join(tmpdir(), 'satchel-store-'));
  const server = new S3rver({
    address: host,
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: BUCKET }],
  });
  const requests: Logged[] = [];
  let delay = 0;
  let finished = 0;
  const keys = (prefix = ''): string[] =>
    readdirSync(join(directory, BUCKET), { recursive: true })
      .map(String)
      .filter((name) => name.startsWith(prefix) && name.endsWith('._S3rver_object'))
      .map((name) => name.replace(/\._S3rver_object$/, ''));
  // ListObjectsV2, whose signature the server behind gets wrong when the bucket is in the path.
  server.middleware.unshift(async (context, next) => {
    const { pathname, searchParams } = new URL(context.url, 'http://store');
    const isList = context.method === 'GET' && searchParams.get('list-type') === '2';
    if (!isList || pathname.replace(/\/$/, '') !== `/${BUCKET}`) return next();
    const found = keys(searchParams.get('prefix') ?? '').toSorted();
    const listed = found.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    context.status = 200;
    context.type = 'application/xml';
    context.body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>${listed}</ListBucketResult>`;
  });
  server.middleware.unshift(createStoreLayer(directory, BUCKET));
  // Before everything else, so that refused requests are seen as well.
  server.middleware.unshift(async (context, next) => {
    const headers = Object.fromEntries(
      Object.entries(context.headers).map(([name, value]) => [name, String(value)]),
    );
    requests.push({ method: context.method, path: context.url, headers, body: '' });
    if (context.method === 'PUT' && context.url.startsWith(`/${BUCKET}/captures/`)) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      await next();
      if (!context.res.destroyed) finished += 1;
    } else await next();
  });
  const { port } = await server.run();
  return {
    url: `http://${host}:${port}`,
    region: 'ap-south-1',
    bucket: BUCKET,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    requests,
    /** PUTs of captures take so much longer, until the returned function is called. */
    slowDown(ms: number): () => void {
      delay = ms;
      return () => {
        delay = 0;
      };
    },
    /** PUTs of captures whose answer found somebody to take it. */
    finished: () => finished,
    /** Names of all objects whose key begins with `prefix`. */
    keys,
    async close(): Promise<void> {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
