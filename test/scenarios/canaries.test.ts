import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { compose } from '@/entrypoints/background/compose';
import { createBrokerLog } from '@/lib/broker/broker-log';
import { generateSealingKey } from '@/lib/broker/keyring';
import { startBroker } from '@/lib/broker/start';
import type { MethodName } from '@/lib/contract/rpc';
import { createWorld } from '@/lib/world';
import { createAtlas } from '@/test/emulators/atlas';
import { createAtrium } from '@/test/emulators/atrium';
import { startRedis } from '@/test/emulators/redis';
import { serve } from '@/test/emulators/serve';
import { realWorld } from '@/test/emulators/world';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { createMemoryArea } from '@/test/lib/session/office';
import { asha, organisation, paper, portalUrl, readText } from './town';

beforeEach(freshDatabase);
const opened: Array<() => unknown> = [];
afterAll(async () => {
  for (const close of opened.toReversed()) await close();
});

const sealingKey = generateSealingKey();
/** One of each secret that a broker is given, by the name of its variable. */
const planted = {
  ATLAS_CLIENT_SECRET: 'canary-atlas-client-secret-7f3a',
  ATRIUM_JWT_SECRET: 'canary-atrium-jwt-secret-with-32-bytes-and-more',
  S3_SECRET_ACCESS_KEY: 'canary-store-secret-access-key-91bd',
  BROKER_METRICS_TOKEN: 'canary-metrics-token-55aa',
  BROKER_VAPID_KEY: Buffer.alloc(32, 0x5c).toString('base64url'),
  BROKER_SEALING_KEY: sealingKey.split('.')[1] ?? '',
  REDIS_URL: 'canary-redis-password-3e10',
} as const;
const found = (text: string, but: ReadonlyArray<keyof typeof planted> = []) =>
  Object.entries(planted).flatMap(([name, value]) =>
    text.includes(value) && !but.some((one) => one === name) ? [name] : [],
  );

/** Everything outside, on loopback, and a broker whose every secret is a canary. */
async function startEverything() {
  const directory = await mkdtemp(join(tmpdir(), 'satchel-canaries-'));
  opened.push(() => rm(directory, { recursive: true, force: true }));
  const emulated = realWorld();
  const { ATLAS_CLIENT_SECRET: clientSecret, ATRIUM_JWT_SECRET: jwtSecret } = planted;
  const accounts = [{ ...asha, displayName: 'Asha Rao' }];
  const atrium = await serve((await createAtrium(emulated, { jwtSecret, accounts })).fetch);
  const atlas = createAtlas(emulated, {
    clientId: 'satchel',
    clientSecret,
    publicUrl: () => atlasAt.url,
    read: readText,
  });
  const toAtlas: string[] = [];
  const atlasAt = await serve(async (request) => {
    toAtlas.push(await textOf(request));
    return atlas.fetch(request);
  });
  const toStore: string[] = [];
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(directory, 'store'),
    vhostBuckets: false,
    // Its one account has a secret of its own; ours is the canary.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: 'captures' }],
  });
  store.middleware.unshift(async (context, next) => {
    toStore.push(`${context.url} ${JSON.stringify(context.headers)}`);
    await next();
  });
  const { port } = await store.run();
  const redis = await startRedis();
  opened.push(
    () => emulated.close(),
    () => atrium.close(),
    () => atlasAt.close(),
    () => store.close(),
    redis.close,
  );
  const SATCHEL_CONFIG = join(directory, 'organisation.json');
  await writeFile(SATCHEL_CONFIG, JSON.stringify(organisation));
  const lines: string[] = [];
  const world = createWorld();
  const env = {
    ...planted,
    BROKER_PORT: '0',
    BROKER_SEALING_KEY: sealingKey,
    BROKER_VAPID_SUBJECT: 'mailto:ops@bank.example',
    REDIS_URL: redis.url.replace('redis://', `redis://:${planted.REDIS_URL}@`),
    ATRIUM_BASE_URL: atrium.url,
    ATLAS_BASE_URL: atlasAt.url,
    ATLAS_CLIENT_ID: 'satchel',
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_REGION: 'ap-south-1',
    S3_BUCKET: 'captures',
    S3_ACCESS_KEY_ID: 'S3RVER',
    SATCHEL_CONFIG,
  };
  const broker = await startBroker(env, world, createBrokerLog(world, { write: (line) => lines.push(line) }));
  opened.push(() => broker.close());
  return { world, broker, lines, toAtlas, toStore, kept: join(directory, 'store') };
}

async function textOf(message: Request | Response): Promise<string> {
  const copy = message.clone();
  const stream = copy.headers.get('content-type')?.startsWith('text/event-stream');
  return `${message.url} ${[...copy.headers].join('\n')} ${stream ? '' : await copy.text()}`;
}

test('a whole day: each secret goes to its owner, and is found nowhere else', async () => {
  const { world, broker, lines, toAtlas, toStore, kept } = await startEverything();
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  const carried: string[] = [];
  const said: string[] = [];
  const self = { id: 'satchel', origin: 'chrome-extension://satchel' };
  const client = compose(
    {
      ...world,
      async fetch(request) {
        carried.push(await textOf(request));
        const response = await world.fetch(request);
        carried.push(await textOf(response));
        return response;
      },
    },
    {
      areas,
      self,
      stayAwake: () => () => {},
      restUntil: async () => {},
      missingOrigins: async () => [],
      registerPortals: async () => {},
      changed: () => {},
      bakedAddress: broker.url,
      listens: true,
      writeLog: (line) => said.push(line),
    },
  );
  const popup = { id: self.id, origin: self.origin, url: `${self.origin}/popup.html` };
  const portal = {
    id: self.id,
    origin: 'https://portal.test',
    url: portalUrl,
    tab: { id: 1, url: portalUrl },
  };
  const ask = async (method: MethodName, input?: unknown, sender: object = popup) => {
    const answer = await client.answer({ method, input }, sender);
    said.push(JSON.stringify(answer));
    return answer;
  };
  expect((await ask('session.signIn', asha)).ok).toBe(true);
  const input = { loanId: 'CDL-1', kind: 'PAN', source: 'portal-link', bytes: paper('PAN', 'ABCDE1234F') };
  expect((await ask('portal.capture', input, portal)).ok).toBe(true);
  const [flow] = await client.handlers['flow.list']({ finished: 9 }, { role: 'popup', url: '' });
  await ask('flow.send', { flowId: flow?.flowId });
  await vi.waitFor(
    async () => {
      await ask('state.get');
      expect(JSON.stringify(await ask('flow.list', { finished: 9 }))).toContain('"read"');
    },
    { timeout: 60_000, interval: 1_000 },
  );
  // And what goes wrong says as little.
  for (const path of ['/readyz', '/metrics', '/openapi.json', '/v1/nothing', '/v1/products', '/v1/files/x/y'])
    carried.push(await textOf(await fetch(`${broker.url}${path}`)));
  await ask('session.signOut', { deleteUnsent: false });
  await broker.close();

  // The test would see them: they were used.
  expect(toAtlas.filter((one) => found(one).length > 0).map((one) => found(one))).toEqual([
    ['ATLAS_CLIENT_SECRET'],
  ]);
  expect(toStore.length).toBeGreaterThan(3);
  expect(carried.length).toBeGreaterThan(20);
  expect(lines.length).toBeGreaterThan(10);
  const names = await readdir(kept, { recursive: true, withFileTypes: true });
  const objects = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const bytes = await Promise.all(objects.map((path) => readFile(path, 'latin1')));
  const everywhere = {
    'requests to Atlas': found(toAtlas.join('\n'), ['ATLAS_CLIENT_SECRET']),
    'requests to the store': found(toStore.join('\n')),
    'the store': found([...objects, ...bytes].join('\n')),
    'what the device sent and heard': found(carried.join('\n')),
    'answers to pages and the log': found(said.join('\n')),
    'the device’s storage': found(JSON.stringify([[...areas.session.kept], [...areas.local.kept]])),
    'the broker’s log': found(lines.join('\n')),
  };
  expect(Object.entries(everywhere).filter(([, secrets]) => secrets.length > 0)).toEqual([]);
}, 120_000);
