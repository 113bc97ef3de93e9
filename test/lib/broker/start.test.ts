import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyring } from '@/lib/broker/keyring';
import type { RunningBroker } from '@/lib/broker/start';
import { startBroker } from '@/lib/broker/start';
import { Evidence, PublicConfig, UploadSlots } from '@/lib/contract/broker';
import { createLog } from '@/lib/log';
import { createWorld } from '@/lib/world';
import { accessToken, asha, sealCapture, secrets } from './desk';

const MIB = 1_024 * 1_024;
const world = createWorld();
const lines: string[] = [];
let directory = '';
let store: S3rver;
let broker: RunningBroker;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'satchel-start-'));
  store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(directory, 'store'),
    vhostBuckets: false,
    configureBuckets: [{ name: 'captures' }],
  });
  const { port } = await store.run();
  const SATCHEL_CONFIG = join(directory, 'organisation.json');
  const documents = [{ kind: 'PAN', label: 'PAN card', required: true }];
  const products = [{ productType: 'POC_CDL', label: 'Loan', documents }];
  const organisation = { organisation: { name: 'Sunrise' }, atlas: { api: 'flow' }, products, portals: [] };
  await writeFile(SATCHEL_CONFIG, JSON.stringify(organisation));
  const env = {
    BROKER_PORT: '0',
    ATRIUM_BASE_URL: 'http://127.0.0.1:1',
    ATRIUM_JWT_SECRET: secrets.jwtSecret,
    ATLAS_BASE_URL: 'http://127.0.0.1:1',
    ATLAS_CLIENT_ID: 'satchel',
    ATLAS_CLIENT_SECRET: secrets.clientSecret,
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_REGION: 'ap-south-1',
    S3_BUCKET: 'captures',
    S3_ACCESS_KEY_ID: 'S3RVER',
    S3_SECRET_ACCESS_KEY: 'S3RVER',
    BROKER_SEALING_KEY: secrets.sealingKey,
    SATCHEL_CONFIG,
  };
  broker = await startBroker(
    env,
    world,
    createLog(world, (line) => lines.push(line)),
  );
});
afterAll(async () => {
  await broker.close();
  await store.close();
  await rm(directory, { recursive: true });
});

const ask = async (path: string, body: unknown) =>
  fetch(`${broker.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await accessToken(asha, Date.now())}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });

test('over real sockets and a real store: sealed, PUT, fetched, seen, withdrawn', async () => {
  const { sealingKey } = PublicConfig.parse(await (await fetch(`${broker.url}/v1/config`)).json());
  const keyring = await createKeyring(secrets.sealingKey);
  expect(sealingKey).toEqual(keyring.current);
  const capture = await sealCapture({ keyring }, { clear: new Uint8Array(randomBytes(12 * MIB)) });
  const { documentId } = capture.request;

  const [slot] = UploadSlots.parse(await (await ask('/v1/uploads', [capture.request])).json());
  const { putUrl = '', putHeaders = {}, fileUrl = '' } = slot ?? {};
  expect((await fetch(fileUrl)).status).toBe(404);
  const put = await fetch(putUrl, { method: 'PUT', headers: putHeaders, body: capture.sealed });
  expect(put.status).toBe(200);
  const [again] = UploadSlots.parse(await (await ask('/v1/uploads', [capture.request])).json());
  expect([again?.stored, again?.fileUrl]).toEqual([true, fileUrl]);

  const head = await fetch(fileUrl, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(capture.clear.byteLength)]);
  const served = new Uint8Array(await (await fetch(fileUrl)).arrayBuffer());
  expect(Buffer.compare(served, capture.clear)).toBe(0);
  const [withdrawn] = Evidence.parse(
    await (await ask('/v1/withdrawals', { documentIds: [documentId] })).json(),
  );
  expect(withdrawn?.fetchedAt).toBeGreaterThan(0);
  expect((await fetch(fileUrl)).status).toBe(410);
  expect(lines.join('\n')).not.toContain(documentId);
});

test('a body without length that is too long is cut off', async () => {
  const endless = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(64 * 1_024)) });
  const init = { method: 'POST', body: endless, duplex: 'half' };
  const status = await fetch(`${broker.url}/v1/evidence`, init).then(
    (response) => response.status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(status);
  expect((await fetch(`${broker.url}/healthz`)).status).toBe(200);
});

test('an agent who goes away in the middle of an answer harms nobody', async () => {
  const capture = await sealCapture(
    { keyring: await createKeyring(secrets.sealingKey) },
    {
      clear: new Uint8Array(8 * MIB),
    },
  );
  const [slot] = UploadSlots.parse(await (await ask('/v1/uploads', [capture.request])).json());
  await fetch(slot?.putUrl ?? '', { method: 'PUT', headers: slot?.putHeaders ?? {}, body: capture.sealed });
  const gone = new AbortController();
  const response = await fetch(slot?.fileUrl ?? '', { signal: gone.signal });
  gone.abort();
  await expect(response.arrayBuffer()).rejects.toThrow('abort');
  expect((await fetch(slot?.fileUrl ?? '')).status).toBe(200);
});
