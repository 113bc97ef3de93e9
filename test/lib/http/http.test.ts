import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Failed } from '@/lib/domain/failed';
import type { Code } from '@/lib/domain/failed';
import { createHttp } from '@/lib/http/http';
import type { Ask } from '@/lib/http/http';
import { createFakeWorld } from '@/test/support/fake-world';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const url = 'https://atlas.test/v3/status';
const Body = z.object({ a: z.number() });

type Answer = (request: Request) => Promise<Response>;

function createLine(answer: Answer) {
  const world = createFakeWorld();
  const asked = new Array<Request>();
  world.routes['https://'] = async (request) => {
    asked.push(request.clone());
    return answer(request);
  };
  const http = createHttp(world);
  const ask = (over: Partial<Ask> = {}): Ask => ({ method: 'GET', url, deadlineMs: 20 * SECOND, ...over });
  return { world, http, asked, ask };
}

/** A page has no way to make one: what `fetch` gives for `redirect: 'manual'`. */
function opaqueRedirect(): Response {
  return Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
}

async function failureOf(answer: Answer, over: Partial<Ask> = {}): Promise<Failed> {
  const { http, ask } = createLine(answer);
  const thrown = await http.json(ask(over), Body).catch((reason: unknown) => reason);
  if (thrown instanceof Failed) return thrown;
  throw new Error('expected a Failed');
}
const status =
  (code: number, headers: Record<string, string> = {}, body: string | null = null) =>
  async () =>
    new Response(body, { status: code, headers });

describe('a status as ours', () => {
  const table: ReadonlyArray<readonly [number, Code]> = [
    [400, 'rejected'],
    [401, 'unauthorized'],
    [402, 'rejected'],
    [403, 'forbidden'],
    [404, 'rejected'],
    [405, 'rejected'],
    [408, 'unavailable'],
    [409, 'rejected'],
    [410, 'rejected'],
    [413, 'rejected'],
    [415, 'rejected'],
    [422, 'rejected'],
    [425, 'unavailable'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [501, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [599, 'unavailable'],
    [304, 'unreadable'],
  ];
  test.each(table)('%i is %s', async (code, ours) => {
    const failed = await failureOf(status(code));
    expect(failed).toMatchObject({ code: ours, status: code });
  });

  test.each([
    ['{"error":"rate_limit_exceeded","message":"Meera Iyer"}', 'rate_limit_exceeded'],
    ['{"error":"Missing or empty required parameters: [\'flow_uuid\']"}', 'status 400'],
    ['{"error":"asha@sunrise.test"}', 'status 400'],
    ['{"error":"492164578901"}', 'status 400'],
    ['Invalid Client-Id or Client-Secret', 'status 400'],
    ['<html>Meera Iyer</html>', 'status 400'],
    ['', 'status 400'],
  ])('of %j only a word of code gets through', async (body, detail) => {
    const failed = await failureOf(status(400, {}, body));
    expect(failed.detail).toBe(detail);
    expect(failed.message).not.toContain('Meera');
  });
});

describe('Retry-After', () => {
  const served = 'Thu, 15 Jan 2026 09:00:00 GMT';
  test.each([
    ['30', 30 * SECOND],
    ['0', 0],
    ['1.5', 1.5 * SECOND],
    ['-5', 0],
    ['86400', HOUR],
    ['soon', undefined],
    ['Thu, 15 Jan 2026 09:00:45 GMT', 45 * SECOND],
    ['Thu, 15 Jan 2026 08:00:00 GMT', 0],
    ['Fri, 16 Jan 2026 09:00:00 GMT', HOUR],
  ])('%s', async (value, wait) => {
    const failed = await failureOf(status(429, { 'retry-after': value, date: served }));
    expect(failed.retryAfterMs).toBe(wait);
  });

  test("a date is measured by the server's clock, and without one it says nothing", async () => {
    const failed = await failureOf(status(503, { 'retry-after': 'Thu, 15 Jan 2026 09:00:45 GMT' }));
    expect(failed.retryAfterMs).toBeUndefined();
    expect((await failureOf(status(429))).retryAfterMs).toBeUndefined();
  });
});

describe('an answer', () => {
  test('that fits comes back parsed', async () => {
    const { http, ask } = createLine(async () => Response.json({ a: 1, b: 2 }, { status: 201 }));
    expect(await http.json(ask(), Body)).toEqual({ a: 1 });
  });

  const odd: ReadonlyArray<readonly [string, Answer, string]> = [
    ['half a text', status(200, {}, '{"a":'), 'answer is not JSON'],
    ['nothing', status(200), 'answer is not JSON'],
    ['another shape', status(200, {}, '{"a":"Meera Iyer"}'), "answer does not fit at 'a'"],
    ['more than we take', status(200, {}, `"${'x'.repeat(10 * 1024 * 1024)}"`), 'answer too large'],
    [
      'a length beyond all bounds',
      status(200, { 'content-length': '99999999999' }, '{}'),
      'answer too large',
    ],
  ];
  test.each(odd)('%s is unreadable, and not quoted', async (_, answer, detail) => {
    const failed = await failureOf(answer);
    expect(failed).toMatchObject({ code: 'unreadable', detail });
    expect(failed.message).not.toContain('Meera');
  });

  const portals: ReadonlyArray<readonly [string, Answer]> = [
    ['a page with 200', status(200, { 'content-type': 'text/html; charset=utf-8' }, 'Welcome to our WiFi')],
    ['a page that does not say it is one', status(200, {}, '\n<!DOCTYPE HTML><title>WiFi</title>')],
    ['a redirect', async () => Response.redirect('https://wifi.test/login', 302)],
    ['a redirect as a browser shows it', async () => opaqueRedirect()],
    ['network authentication required', status(511, {}, '<html>')],
  ];
  test.each(portals)("%s is the network's own sign-in", async (_, answer) => {
    expect(await failureOf(answer)).toMatchObject({ code: 'unreadable', reason: 'captive-portal' });
  });

  test.each([502, 503, 404, 403])("a page with %i is the service's own error", async (code) => {
    const failed = await failureOf(status(code, { 'content-type': 'text/html' }, '<html>Bad gateway</html>'));
    expect(failed.reason).toBeUndefined();
  });

  test('a redirect is not followed', async () => {
    const { http, ask, asked } = createLine(async () => Response.redirect('https://wifi.test/login', 307));
    await http.json(ask({ method: 'POST', json: { secret: 1 } }), Body).catch(() => undefined);
    expect(asked).toHaveLength(1);
  });

  test('a body that breaks off is as unclear as no answer', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new TypeError('network error'));
      },
    });
    expect((await failureOf(async () => new Response(broken))).code).toBe('timeout');
  });

  test('one that never comes ends at the deadline', async () => {
    const { world, http, ask } = createLine(() => new Promise<Response>(() => undefined));
    let failed: unknown;
    void http.json(ask(), Body).catch((reason: unknown) => {
      failed = reason;
    });
    await world.advance(19 * SECOND);
    expect(failed).toBeUndefined();
    await world.advance(2 * SECOND);
    expect(failed).toMatchObject({ code: 'timeout' });
  });

  test('a body that never ends, too', async () => {
    const { world, http, ask } = createLine(async (request) => {
      const body = new ReadableStream({
        start(controller) {
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
        },
      });
      return new Response(body);
    });
    let failed: unknown;
    void http.json(ask(), Body).catch((reason: unknown) => {
      failed = reason;
    });
    await world.until(() => failed !== undefined, 60 * SECOND);
    expect(failed).toMatchObject({ code: 'timeout' });
  });

  test('headers alone, when the body does not matter', async () => {
    const { http, ask } = createLine(status(200, { etag: '"e"' }, 'stored'));
    expect((await http.send(ask({ method: 'PUT', body: new Blob(['x']) }))).get('etag')).toBe('"e"');
  });
});

describe('no network', () => {
  test('known before: offline, nothing sent; dropped on the way: unclear', async () => {
    const { world, http, ask, asked } = createLine(() => {
      world.setOnline(false);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    const first = await http.json(ask(), Body).catch((reason: unknown) => reason);
    const second = await http.json(ask(), Body).catch((reason: unknown) => reason);
    expect(first).toMatchObject({ code: 'timeout' });
    expect(second).toMatchObject({ code: 'offline' });
    expect(asked).toHaveLength(1);
  });
});

test('nothing repeats by itself: who asks again decides so', async () => {
  const { http, ask, asked } = createLine(() => Promise.reject(new TypeError('Failed to fetch')));
  await http.json(ask(), Body).catch(() => undefined);
  expect(asked).toHaveLength(1);
});

test('every request: once, no cookies, no cache, no redirect, no referrer', async () => {
  const { http, ask, asked } = createLine(status(503));
  const json = { a: 1 };
  await http.json(ask({ method: 'POST', json, headers: { Token: 't' } }), Body).catch(() => undefined);
  expect(asked).toHaveLength(1);
  const [request] = asked;
  expect(request).toMatchObject({
    method: 'POST',
    url,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  });
  expect(request?.headers.get('token')).toBe('t');
  expect(await request?.json()).toEqual(json);
});
