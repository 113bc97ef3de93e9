import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startBroker } from '@/lib/broker/start';
import { createLog } from '@/lib/log';
import { createWorld } from '@/lib/world';
import { accessToken, asha, secrets } from './desk';

const SECOND = 1_000;
const world = createWorld();
let directory = '';
let SATCHEL_CONFIG = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'satchel-shutdown-'));
  SATCHEL_CONFIG = join(directory, 'organisation.json');
  const documents = [{ kind: 'PAN', label: 'PAN card', required: true }];
  const products = [{ productType: 'POC_CDL', label: 'Loan', documents }];
  const organisation = { organisation: { name: 'Sunrise' }, atlas: { api: 'flow' }, products, portals: [] };
  await writeFile(SATCHEL_CONFIG, JSON.stringify(organisation));
});
afterAll(() => rm(directory, { recursive: true }));

/** A store and an Atlas that take every connection, and answer when they are let. */
async function createOutside() {
  const held: Array<[IncomingMessage, ServerResponse]> = [];
  const server = createServer((request, response) => held.push([request, response]));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    held,
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    /** Answers as a store that has nothing. */
    release(): void {
      for (const [, response] of held.splice(0)) response.writeHead(404).end();
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function run(outside: string) {
  const lines: string[] = [];
  const env = {
    BROKER_PORT: '0',
    ATRIUM_BASE_URL: 'http://127.0.0.1:1',
    ATRIUM_JWT_SECRET: secrets.jwtSecret,
    ATLAS_BASE_URL: outside,
    ATLAS_CLIENT_ID: 'satchel',
    ATLAS_CLIENT_SECRET: secrets.clientSecret,
    S3_ENDPOINT: outside,
    S3_REGION: 'ap-south-1',
    S3_BUCKET: 'captures',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: secrets.storeSecret,
    BROKER_SEALING_KEY: secrets.sealingKey,
    SATCHEL_CONFIG,
  };
  const log = createLog(world, (line) => lines.push(line));
  return { broker: await startBroker(env, world, log), lines };
}

const documentIds = ['9c0f6e0e-5a3a-4b8e-8a27-1f6d0f9b7c11'];
const evidence = async (url: string) =>
  fetch(`${url}/v1/evidence`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await accessToken(asha, Date.now())}`,
      'content-type': 'application/json',
      connection: 'close',
    },
    body: JSON.stringify({ documentIds }),
  });

test('told to stop, it takes nothing new and finishes what is under way', async () => {
  const outside = await createOutside();
  const { broker, lines } = await run(outside.url);
  const asked = evidence(broker.url);
  await vi.waitFor(() => expect(outside.held.length).toBeGreaterThan(0), { timeout: 10 * SECOND });
  let isClosed = false;
  const closed = broker.close().then(() => {
    isClosed = true;
  });
  await expect(evidence(broker.url)).rejects.toThrow('fetch failed');
  expect(isClosed).toBe(false);
  const letting = setInterval(outside.release, 20);
  const answer = await asked;
  expect([answer.status, await answer.json()]).toEqual([200, [{ documentId: documentIds[0] }]]);
  await closed;
  clearInterval(letting);
  expect(lines.at(-1)).toContain('"stopped"');
  outside.close();
}, 30_000);

test('a store and an Atlas that say nothing make it not ready, soon', async () => {
  const outside = await createOutside();
  const { broker } = await run(outside.url);
  const startedAt = performance.now();
  const answer = await fetch(`${broker.url}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([503, { ok: false, store: false, atlas: false }]);
  // Three seconds by our own clock; the store's own patience would be thirty.
  expect(performance.now() - startedAt).toBeLessThan(20 * SECOND);
  expect((await fetch(`${broker.url}/healthz`)).status).toBe(200);
  outside.close();
  await broker.close();
}, 60_000);
