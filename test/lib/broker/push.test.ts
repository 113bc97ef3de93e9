import { importJWK, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { createPushAccess, isPushService } from '@/lib/broker/push-access';
import { PublicConfig } from '@/lib/contract/broker';
import type { Desk, DeskOptions } from './desk';
import { asha, atlasToken, createDesk, ravi } from './desk';

const vapidKey = Buffer.alloc(32, 7).toString('base64url');
const subject = 'mailto:ops@bank.example';
const access = createPushAccess(vapidKey, subject, 'push.test, *.push.example');
const publicPoint = Buffer.from(access.vapidDetails.publicKey, 'base64url');
const flow = { flow_uuid: 'LOS-1' };

interface Pushed {
  readonly endpoint: string;
  readonly ttl: string | null;
  readonly topic: string | null;
  readonly bytes: number;
}

/** A push service as RFC 8030 and RFC 8292 describe one: it takes no push whose JWT the subscription's key did not sign. */
function createPushService() {
  const pushed: Pushed[] = [];
  const answers = new Map<string, () => Response | Promise<Response>>();
  return {
    pushed,
    answers,
    async fetch(request: Request): Promise<Response> {
      const [, token = '', key] =
        /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
      if (key !== access.vapidDetails.publicKey) return new Response(null, { status: 403 });
      const [x, y] = [publicPoint.subarray(1, 33), publicPoint.subarray(33)].map((one) =>
        one.toString('base64url'),
      );
      const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, 'ES256');
      const verified = await jwtVerify(token, jwk, {
        audience: new URL(request.url).origin,
        subject,
        algorithms: ['ES256'],
        requiredClaims: ['exp'],
      }).catch(() => undefined);
      const { exp = Infinity } = verified?.payload ?? {};
      if (!verified || exp > Date.now() / 1_000 + 86_400) return new Response(null, { status: 401 });
      const bytes = (await request.arrayBuffer()).byteLength;
      const [ttl, topic] = [request.headers.get('ttl'), request.headers.get('topic')];
      pushed.push({ endpoint: request.url, ttl, topic, bytes });
      return answers.get(request.url)?.() ?? new Response(null, { status: 201 });
    },
  };
}

async function createPushDesk(options: DeskOptions = {}) {
  const service = createPushService();
  const desk = await createDesk({ config: { push: access }, ...options });
  const atlas = atlasToken();
  desk.network.answer = (request) =>
    new URL(request.url).host === 'atlas.test' ? atlas(request) : service.fetch(request);
  const subscribe = (endpoint: string, as = asha) =>
    desk.ask('POST', '/v1/push/subscribe', { as, body: { endpoint } });
  return { desk, service, subscribe };
}

const kept = ({ store }: Desk) => [...store.kept.keys()].filter((key) => key.startsWith('push/'));

describe('a callback', () => {
  test('wakes the browsers of its agent and nobody else’s, with nothing in it', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    for (const endpoint of ['https://push.test/a1', 'https://eu.push.example/a2'])
      expect((await subscribe(endpoint)).status).toBe(200);
    await subscribe('https://push.test/r1', ravi);
    expect((await desk.callBack(flow)).status).toBe(200);
    await desk.broker.idle();
    const sent = { ttl: '600', topic: 'satchel', bytes: 0 };
    expect(service.pushed.toSorted((one, other) => one.endpoint.localeCompare(other.endpoint))).toEqual([
      { endpoint: 'https://eu.push.example/a2', ...sent },
      { endpoint: 'https://push.test/a1', ...sent },
    ]);
    const [request] = desk.asked.filter(({ url }) => url.includes('push'));
    expect(request?.redirect).toBe('manual');
  });

  test('that is known already wakes nobody', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    await subscribe('https://push.test/a1');
    await desk.callBack(flow);
    await desk.callBack(flow);
    await desk.broker.idle();
    expect(service.pushed).toHaveLength(1);
  });

  test('is answered before the push service has answered, and what comes meanwhile is one push more', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    await subscribe('https://push.test/a1');
    const silence = Promise.withResolvers<Response>();
    service.answers.set('https://push.test/a1', () => silence.promise);
    for (let turn = 0; turn < 5; turn += 1) expect((await desk.callBack({ ...flow, turn })).status).toBe(200);
    service.answers.clear();
    silence.resolve(new Response(null, { status: 201 }));
    await desk.broker.idle();
    expect(service.pushed).toHaveLength(2);
  });

  test.each([
    ['404', () => new Response(null, { status: 404 }), 0],
    ['410', () => new Response(null, { status: 410 }), 0],
    ['429', () => new Response(null, { status: 429 }), 1],
    ['503', () => new Response(null, { status: 503 }), 1],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } }), 1],
    ['nothing', () => Promise.reject(new TypeError('fetch failed')), 1],
  ])('the push service answers %s: subscriptions left', async (_what, answer, left) => {
    const { desk, service, subscribe } = await createPushDesk();
    await subscribe('https://push.test/a1');
    service.answers.set('https://push.test/a1', answer);
    expect((await desk.callBack(flow)).status).toBe(200);
    await desk.broker.idle();
    expect(service.pushed).toHaveLength(1);
    expect(kept(desk)).toHaveLength(left);
    expect(desk.asked.filter(({ url }) => url.includes('evil'))).toEqual([]);
  });

  test('while the store is away still harms nobody', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    await subscribe('https://push.test/a1');
    desk.store.onCall((act, key) => {
      if (key.startsWith('push/')) throw new Error(`${act} broke`);
    });
    expect((await desk.callBack(flow)).status).toBe(200);
    await desk.broker.idle();
    expect(service.pushed).toEqual([]);
  });
});

describe('a subscription', () => {
  test.each([
    'http://push.test/a',
    'https://push.test:8443/a',
    'https://user@push.test/a',
    'https://push.test.evil.test/a',
    'https://evil.test/?push.test',
    'https://push.example/a',
    'https://evilpush.example/a',
    'https://127.0.0.1/a',
    'https://[::1]/a',
    'file:///etc/passwd',
    'push.test',
  ])('to %s is not taken', async (endpoint) => {
    const { desk, subscribe } = await createPushDesk();
    const response = await subscribe(endpoint);
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { error: 'push_service_not_taken' },
    ]);
    expect(kept(desk)).toEqual([]);
  });

  test('goes to the push services of the three browsers unless others are named', () => {
    const { services } = createPushAccess(
      vapidKey,
      subject,
      'fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com',
    );
    for (const host of [
      'fcm.googleapis.com',
      'updates.push.services.mozilla.com',
      'wns2-pn1p.notify.windows.com',
    ])
      expect(isPushService({ services }, `https://${host}/x`)).toBe(true);
    expect(isPushService({ services }, 'https://push.services.mozilla.com.evil.test/x')).toBe(false);
  });

  test('lies sealed, once however often it is asked for, and goes when it is forgotten by its own agent', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    const endpoint = 'https://push.test/a-capability';
    for (let turn = 0; turn < 3; turn += 1) await subscribe(endpoint);
    expect(kept(desk)).toHaveLength(1);
    for (const [key, { bytes }] of desk.store.kept)
      expect(`${key} ${Buffer.from(bytes).toString('latin1')}`).not.toContain('a-capability');
    await desk.ask('POST', '/v1/push/forget', { as: ravi, body: { endpoint } });
    expect(kept(desk)).toHaveLength(1);
    await desk.ask('POST', '/v1/push/forget', { body: { endpoint } });
    expect(kept(desk)).toEqual([]);
    await desk.callBack(flow);
    await desk.broker.idle();
    expect(service.pushed).toEqual([]);
    expect(desk.lines.join('\n')).not.toContain('a-capability');
  });

  test('of one agent there are eight, the newest', async () => {
    const { desk, service, subscribe } = await createPushDesk();
    for (let turn = 0; turn < 12; turn += 1) {
      desk.clock.at += 1_000;
      await subscribe(`https://push.test/a${turn}`);
    }
    await desk.callBack(flow);
    await desk.broker.idle();
    expect(service.pushed.map(({ endpoint }) => endpoint).toSorted()).toEqual(
      [4, 5, 6, 7, 8, 9, 10, 11].map((n) => `https://push.test/a${n}`).toSorted(),
    );
  });

  test('is nothing where the broker has no key, and the public configuration says whether it has', async () => {
    const configOf = async (desk: Desk) =>
      PublicConfig.parse(await (await desk.ask('GET', '/v1/config')).json());
    const off = await createPushDesk({ config: {} });
    expect((await off.subscribe('https://push.test/a1')).status).toBe(404);
    expect((await configOf(off.desk)).push).toBeUndefined();
    const on = await createPushDesk();
    expect((await configOf(on.desk)).push).toEqual({ publicKey: access.vapidDetails.publicKey });
    expect((await on.desk.ask('POST', '/v1/push/subscribe', { token: '', body: {} })).status).toBe(401);
    expect([on.desk.answers, on.desk.lines].join('\n')).not.toContain(vapidKey);
  });
});
