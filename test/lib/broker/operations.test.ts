import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { jwksKey } from '@/lib/broker/atrium-key';
import { createRedisCounter } from '@/lib/broker/redis-counter';
import { Refused } from '@/lib/broker/refused';
import { Tenants } from '@/lib/broker/tenants';
import { startRedis } from '@/test/emulators/redis';
import { asha, createDesk, ravi, sealCapture, secrets } from './desk';

const limits = { perAgent: 3, perAddress: 5 };
const from = '203.0.113.7';

describe('limits', () => {
  test('an agent who asks too often is told when to come back, and others are not held up', async () => {
    const desk = await createDesk({ config: { limits } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await desk.ask('POST', '/v1/atlas-token')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await desk.ask('POST', '/v1/evidence', { body: { documentIds: [] } });
    expect(await refused.json()).toMatchObject({ error: 'throttled' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await desk.ask('POST', '/v1/atlas-token', { as: ravi })).status).toBe(200);
  });

  test('an address that guesses is held back before a token is looked at', async () => {
    const desk = await createDesk({ config: { limits } });
    for (let turn = 0; turn < 5; turn += 1)
      expect((await desk.ask('POST', '/v1/atlas-token', { token: 'a.b.c', from })).status).toBe(401);
    expect((await desk.ask('POST', '/v1/atlas-token', { from })).status).toBe(429);
    expect((await desk.ask('GET', '/v1/config', { from: '203.0.113.8' })).status).toBe(200);
    expect((await desk.ask('GET', '/healthz', { from })).status).toBe(200);
  });

  test('Atlas fetches and calls back as often as it has reason to, and guesses as seldom as anybody', async () => {
    const desk = await createDesk({ config: { limits } });
    const { fileUrl } = await desk.deliver(await sealCapture(desk));
    const callbackUrl = await desk.callbackUrl();
    for (let turn = 0; turn < 10; turn += 1) {
      expect((await desk.ask('GET', fileUrl, { from })).status).toBe(200);
      const body = { flow_uuid: `flow-${turn}` };
      expect((await desk.ask('POST', callbackUrl, { from, body })).status).toBe(200);
    }
    const guesses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1)
      guesses.push((await desk.ask('GET', '/v1/files/guess/x.pdf', { from })).status);
    expect(guesses).toEqual([404, 404, 404, 404, 404, 429]);
  });
});

describe('limits of several processes', () => {
  const opened: Array<{ close: () => unknown }> = [];
  afterAll(async () => {
    for (const one of opened.toReversed()) await one.close();
  });

  /** Two brokers that count over one Redis. */
  async function createPair() {
    const redis = await startRedis();
    const counters = [createRedisCounter(redis.url), createRedisCounter(redis.url)];
    opened.push(redis, ...counters);
    const desks = await Promise.all(
      counters.map(({ counter }) =>
        createDesk({ counter, config: { limits: { perAgent: 4, perAddress: 5 } } }),
      ),
    );
    const ask = async (which: number, token?: string, as = asha) =>
      (await desks[which]?.ask('POST', '/v1/atlas-token', token === undefined ? { as } : { token, from }))
        ?.status;
    return { redis, ask };
  }

  test('are one limit, for an agent and for an address', async () => {
    const { ask, redis } = await createPair();
    // Connected is not ready: until it is, each counts for itself.
    for (const which of [0, 1])
      await vi.waitFor(async () => {
        const before = redis.scripts();
        await ask(which, undefined, ravi);
        expect(redis.scripts()).toBeGreaterThan(before);
      });
    const byAgent = [await ask(0), await ask(1), await ask(0), await ask(1), await ask(0), await ask(1)];
    expect(byAgent).toEqual([200, 200, 200, 200, 429, 429]);
    const guesses: unknown[] = [];
    for (let turn = 0; turn < 7; turn += 1) guesses.push(await ask(turn % 2, 'a.b.c'));
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test('are each its own while their Redis is away, and nobody is refused or kept waiting for that', async () => {
    const { ask, redis } = await createPair();
    await redis.close();
    const byAgent: unknown[] = [];
    for (let turn = 0; turn < 10; turn += 1) byAgent.push(await ask(turn % 2));
    expect(byAgent).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429, 429]);
  });
});

describe('a side that never answers', () => {
  const silence = (request: Request) =>
    new Promise<Response>((_resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new TypeError('given up')));
    });

  test.each([
    ['Atlas, asked for a token', 'POST', '/v1/atlas-token', undefined],
    [
      'Atlas, asked for a match',
      'POST',
      '/v1/address-match',
      { loanId: 'CDL-1', source: 'a', targets: [{ index: 0, address: 'b' }] },
    ],
  ])('%s, keeps nobody waiting for ever', async (_who, method, path, body) => {
    const desk = await createDesk({ patience: 50 });
    desk.network.answer = silence;
    const response = await desk.ask(method, path, { body });
    expect([response.status, await response.json()]).toMatchObject([503, { error: 'atlas_unavailable' }]);
  });

  test('Atrium, asked for its keys, neither', async () => {
    const atriumKey = jwksKey('https://atrium.test/jwks');
    const desk = await createDesk({ atriumKey });
    desk.network.answer = silence;
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(privateKey);
    const response = await desk.ask('POST', '/v1/atlas-token', { token });
    expect([response.status, await response.json()]).toMatchObject([503, { error: 'atrium_unavailable' }]);
  }, 20_000);
});

describe('ready', () => {
  test('when store and Atlas answer; asked again at once, it asks nobody', async () => {
    const desk = await createDesk();
    const response = await desk.ask('GET', '/readyz', { token: '' });
    expect([response.status, await response.json()]).toEqual([200, { ok: true, store: true, atlas: true }]);
    await Promise.all(Array.from({ length: 50 }, () => desk.ask('GET', '/readyz', { token: '' })));
    expect(desk.asked).toHaveLength(1);
  });

  test.each(['store', 'atlas'] as const)(
    'not when the %s is away, and again when it is back',
    async (which) => {
      const desk = await createDesk();
      const { answer } = desk.network;
      if (which === 'atlas') desk.network.answer = () => Promise.reject(new TypeError('fetch failed'));
      else
        desk.store.onCall(() => {
          throw new Refused('store_unavailable');
        });
      const response = await desk.ask('GET', '/readyz');
      expect([response.status, await response.json()]).toMatchObject([503, { ok: false, [which]: false }]);
      desk.network.answer = answer;
      desk.store.onCall(() => {});
      desk.clock.at += 5_000;
      expect((await desk.ask('GET', '/readyz')).status).toBe(200);
    },
  );
});

describe('metrics', () => {
  const metricsToken = 'canary-metrics-token-55aa';

  test('are for whoever shows the token alone', async () => {
    const desk = await createDesk({ config: { metricsToken } });
    for (const token of ['', 'canary-metrics-token-55ab', 'x'])
      expect((await desk.ask('GET', '/metrics', { token })).status).toBe(404);
    const none = await createDesk();
    expect((await none.ask('GET', '/metrics', { token: '' })).status).toBe(404);
    expect((await none.ask('GET', '/metrics', { token: 'undefined' })).status).toBe(404);
  });

  test('count by route, and name nobody', async () => {
    const desk = await createDesk({ config: { metricsToken } });
    const capture = await sealCapture(desk);
    const { fileUrl } = await desk.deliver(capture);
    await desk.ask('GET', fileUrl);
    await desk.ask('GET', '/v1/Meera%20Nair');
    const text = await (await desk.ask('GET', '/metrics', { token: metricsToken })).text();
    expect(text).toContain(
      'satchel_requests_total{method="GET",route="/v1/files/:token/:name",status="200"} 1',
    );
    expect(text).toContain('satchel_refusals_total{code="not_found"} 1');
    expect(text).toContain('satchel_request_seconds_count{route="/v1/uploads"} 1');
    for (const word of ['Meera', capture.request.documentId, secrets.clientSecret, metricsToken])
      expect(text).not.toContain(word);
  });
});

describe('what may be sent', () => {
  test.each([
    ['too large for this tenant', { maxBytes: 16 }, 413, 'too_large'],
    ['of a type this tenant does not take', { contentTypes: ['image/jpeg'] }, 415, 'type_not_taken'],
    ['just small enough', { maxBytes: 17 }, 200, 'none'],
  ])('%s', async (_what, uploads, status, error) => {
    const tenants = Tenants.parse({ [asha.tenantId]: { uploads } });
    const desk = await createDesk({ config: { tenants } });
    const response = await desk.ask('POST', '/v1/uploads', { body: [(await sealCapture(desk)).request] });
    expect([response.status, (await response.text()).includes(`"error":"${error}"`)]).toEqual([
      status,
      status !== 200,
    ]);
  });
});
