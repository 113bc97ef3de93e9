import { Validator } from '@seriousme/openapi-schema-validator';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '@/lib/broker/app';
import { createBrokerLog } from '@/lib/broker/broker-log';
import { documented } from '@/lib/broker/documented';
import { createMetrics } from '@/lib/broker/metrics';
import { createParts } from '@/lib/broker/parts';
import { createPushAccess } from '@/lib/broker/push-access';
import { AtlasGrant, BrokerError } from '@/lib/contract/broker';
import type { Desk } from './desk';
import { accessToken, asha, createDesk, sealCapture } from './desk';

const ROUNDS = 2_000;
const vapidKey = Buffer.alloc(32, 7).toString('base64url');

describe('the description of the API', () => {
  test('is OpenAPI 3.1, as a validator sees it', async () => {
    const desk = await createDesk();
    const response = await desk.ask('GET', '/openapi.json', { token: '' });
    const text = await response.text();
    const validator = new Validator();
    const { valid, errors } = await validator.validate(
      z.record(z.string(), z.unknown()).parse(JSON.parse(text)),
    );
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
    expect(text).not.toContain('canary');
  });

  test('names every route that is served, and no other', async () => {
    const desk = await createDesk();
    const { world, config, store } = desk;
    const log = createBrokerLog(world, { write: () => undefined });
    const deps = { world, config, log, objects: store.objects };
    const app = createApp(deps, createParts(deps), createMetrics());
    const served = app.routes
      .filter(({ path }) => !path.endsWith('*'))
      .map(({ method, path }) => `${method === 'ALL' ? 'POST' : method} ${path}`);
    const told = documented.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(told)).toEqual(new Set(served));
  });
});

describe('malformed requests', () => {
  let desk: Desk;
  /** Tokens for the places in a path, some of them good. */
  let tokens: readonly string[] = [];
  let bearers: readonly string[] = [];
  beforeAll(async () => {
    const push = createPushAccess(vapidKey, 'mailto:ops@bank.example', 'push.test');
    desk = await createDesk({ config: { metricsToken: 'a-token-of-sixteen', push } });
    const { fileUrl } = await desk.deliver(await sealCapture(desk));
    const grant = AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token')).json());
    tokens = [fileUrl, grant.authUrl, grant.callbackUrl, await desk.callbackUrl()].flatMap((url) =>
      url.split('/').slice(4),
    );
    bearers = [await accessToken(asha, desk.clock.at), 'a.b.c', ''];
  });

  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('__proto__', 'constructor', '..', '%00', '%E0%A4%A', '\u0000', 'x'.repeat(5_000)),
  );
  const id = fc.constantFrom(
    'documentIds',
    'endpoint',
    'handle',
    'proof',
    'upload',
    'flow_uuid',
    'application_id',
    'loanId',
    'targets',
    'source',
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json({ maxDepth: 6 }),
    fc.dictionary(id, fc.jsonValue()).map((value) => JSON.stringify(value)),
    fc.constantFrom('', 'null', '[]', '{}', '{"flow_uuid":{"flow_uuid":[]}}', '['.repeat(20_000)),
  );
  const header = fc.dictionary(
    fc.constantFrom('range', 'content-type', 'if-none-match', 'last-event-id', 'content-length', 'x-odd'),
    fc.stringMatching(/^[\x21-\x7e]{0,60}$/),
    { maxKeys: 3 },
  );

  test(`${ROUNDS} of them at every documented route: none is the broker’s fault, none hangs`, async () => {
    const asked = fc.record({
      route: fc.constantFrom(...documented),
      place: fc.oneof(fc.nat(20), text),
      query: text,
      bearer: fc.nat(2),
      method: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constantFrom('PUT', 'DELETE', 'HEAD')),
      body,
      header,
    });
    const seen = new Map<number, number>();
    const routes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        const fill = () =>
          typeof one.place === 'number'
            ? (tokens[one.place % tokens.length] ?? '')
            : encodeURIComponent(one.place.toWellFormed());
        const path = one.route.path.replaceAll(/:\w+/g, fill);
        const method = one.method || one.route.method.toUpperCase();
        const takesBody = method !== 'GET' && method !== 'HEAD';
        const response = await desk.ask(
          method,
          `${path}?loanId=${encodeURIComponent(one.query.toWellFormed())}`,
          {
            token: bearers[one.bearer] ?? '',
            headers: one.header,
            ...(takesBody ? { body: one.body } : {}),
          },
        );
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
        routes.add(one.route.path);
        expect(response.status).toBeLessThan(500);
        if (response.status >= 400 && method !== 'HEAD') BrokerError.parse(await response.json());
      }),
      { numRuns: ROUNDS },
    );
    expect(routes.size).toBe(new Set(documented.map(({ path }) => path)).size);
    expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
    expect(desk.lines.filter((line) => line.includes('"event":"bug"'))).toEqual([]);
  }, 60_000);
});
