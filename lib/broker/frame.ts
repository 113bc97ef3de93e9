import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { routePath } from 'hono/route';
import { z } from 'zod';
import type { Log } from '@/lib/log';
import type { World } from '@/lib/world';
import { parseJson } from './json';
import type { Metrics } from './metrics';
import { Refused, refusals } from './refused';

/** What the handlers of one request hand on: only what the log may say. */
export interface Env {
  /** `address`: who is at the other end of the connection; unknown without one. */
  Bindings: { address?: string | undefined };
  Variables: { tenant?: string; code?: string; requestId: string };
}

/** Nothing the broker answers is kept, sniffed, framed, run or told to another site. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Around every request: an id that answer and log line share, the headers, one line in the log. */
export function createFrame(
  world: Pick<World, 'id' | 'monotonic'>,
  log: Log,
  metrics: Metrics,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const startedAt = world.monotonic();
    c.set('requestId', world.id());
    // Before the answer is made: taken apart and put together again, it would cost as much as all the rest.
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    c.header('x-request-id', c.get('requestId'));
    await next();
    const ms = world.monotonic() - startedAt;
    const seen = { method: c.req.method, route: routeOf(c), status: c.res.status, code: c.get('code') };
    metrics.answered(seen, ms);
    log('request', {
      ...seen,
      requestId: c.get('requestId'),
      tenant: c.get('tenant'),
      ms: Math.round(ms),
    });
  };
}

/** Turns whatever was thrown into `{ error, message }`. What we did not foresee is a `bug`. */
export function answerError(log: Log): ErrorHandler<Env> {
  return (thrown, c) => {
    if (thrown instanceof Refused) return answer(c, thrown);
    const where = whereOf(thrown);
    log('bug', { requestId: c.get('requestId'), route: routeOf(c), code: thrown.name, where });
    return answer(c, new Refused('bug'));
  };
}

export function answer(c: Context<Env>, refused: Refused): Response {
  const { code, retryAfter } = refused;
  c.set('code', code);
  if (retryAfter !== undefined) c.header('retry-after', String(retryAfter));
  return c.json(refused.said(), refusals[code][0]);
}

/** Smaller, an answer fits into a few packets, and packing it costs the broker more than the line. */
const PACKED_BYTES = 4_096;

/** Packs what `answerSized` answers when it is large: on a field line a second of waiting. */
export const packed: MiddlewareHandler<Env> = compress({ encoding: 'gzip', threshold: PACKED_BYTES });

/** JSON that says how long it is, so that `packed` leaves the short ones as they are. */
export function answerSized(c: Context<Env>, value: unknown): Response {
  const body = JSON.stringify(value);
  c.header('content-type', 'application/json');
  c.header('content-length', String(Buffer.byteLength(body)));
  return c.body(body);
}

export function limitBody(maxSize: number): MiddlewareHandler<Env> {
  const onError = () => {
    throw new Refused('too_large');
  };
  return bodyLimit({ maxSize, onError });
}

/** @throws Refused `bad_request` when the caller went away in the middle */
export async function readText(c: Context<Env>): Promise<string> {
  return c.req.text().catch((cause: unknown) => {
    throw new Refused('bad_request', undefined, { cause });
  });
}

/** @throws Refused `bad_request`, naming the first wrong input by its path and never by its value */
export async function readJson<T>(c: Context<Env>, shape: z.ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(parseJson(await readText(c)));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const path = z.core.toDotPath(first?.path ?? []);
  throw new Refused('bad_request', path ? `${path}: ${first?.code ?? 'wrong'}` : undefined);
}

/** The pattern, as `/v1/files/:token/:name`; the path itself may hold a token. */
function routeOf(c: Context<Env>): string {
  const pattern = routePath(c, -1);
  return pattern.endsWith('*') ? 'none' : pattern;
}

/** File and line of the innermost frame of ours; a stack's first line may quote data. */
function whereOf({ stack = '' }: Error): string | undefined {
  return /lib\/[\w/-]+\/([\w-]+\.ts:\d+)/.exec(stack.split('\n').slice(1).join('\n'))?.[1];
}
