import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** The floor of the broker: a route that only verifies a token, and one that only signs an address. */
const [jwks = '', store = ''] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(jwks));
const client = new S3Client({
  endpoint: store,
  region: 'ap-south-1',
  credentials: { accessKeyId: 'LAB', secretAccessKey: 'LAB' },
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});

const app = new Hono();
app.post('/verify', async (c) => {
  const token = c.req.header('authorization')?.slice('Bearer '.length) ?? '';
  const { payload } = await jwtVerify(token, keys);
  return c.json({ sub: payload.sub });
});
app.post('/presign', async (c) => {
  const asked: unknown = await c.req.json();
  const command = new PutObjectCommand({ Bucket: 'captures', Key: `captures/${crypto.randomUUID()}` });
  const putUrl = await getSignedUrl(client, command, { expiresIn: 900 });
  return c.json([{ putUrl, asked: Array.isArray(asked) }]);
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  process.stdout.write(`at http://127.0.0.1:${port}\n`),
);
process.once('SIGTERM', () => server.close());
