import { z } from 'zod';
import type { Code } from '@/lib/domain/failed';
import { Failed } from '@/lib/domain/failed';

const SECOND = 1_000;
/** A server that asks for more is answered within the hour all the same. */
const LONGEST_RETRY_AFTER = 3_600 * SECOND;

/** Statuses that mean something of their own; every other one goes by its hundred. */
const byStatus: ReadonlyMap<number, Code> = new Map([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [408, 'unavailable'],
  [425, 'unavailable'],
  [429, 'throttled'],
]);

/** An HTTP refusal as ours. `error` codes of our own broker survive as `detail`; other bodies never do. */
export function failedStatus(status: number, headers: Headers, text: string): Failed {
  const code =
    byStatus.get(status) ?? (status >= 500 ? 'unavailable' : status >= 400 ? 'rejected' : 'unreadable');
  return new Failed(code, {
    status,
    detail: machineCode(text) ?? `status ${status}`,
    retryAfterMs: retryAfter(headers),
  });
}

/** Network Authentication Required (RFC 6585 section 6): what a captive portal should say, and seldom does. */
const SIGN_IN_TO_NETWORK = 511;

/**
 * A redirect where JSON was due: nobody of ours sends one, a network that wants a sign-in does. Whether the request
 * has gone further is not known.
 */
export function isRedirect({ type, status }: Pick<Response, 'type' | 'status'>): boolean {
  return type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status);
}

/** A web page where JSON was due, or an answer that says so itself. */
export function isSignInPage(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  text: string,
): boolean {
  if (status === SIGN_IN_TO_NETWORK) return true;
  const isHtml = headers.get('content-type')?.includes('text/html') ?? false;
  // A proxy's error page is an error of the service; only a page that says "all is well" is somebody else's.
  return status === 200 && (isHtml || /^\s*<(!doctype html|html)\b/i.test(text));
}

/** Named as such, since only the agent can help it; unclear, since nobody knows how far the request came. */
export function captivePortal(): Failed {
  return new Failed('unreadable', { reason: 'captive-portal', detail: 'a page instead of an answer' });
}

/**
 * What `fetch` rejected with, as ours. A request that failed is unclear (`timeout`) unless the device was
 * sure to be offline before it was sent.
 */
export function failedTransport(thrown: unknown, wasOnline: boolean): Failed {
  if (thrown instanceof Failed) return thrown;
  if (!wasOnline) return new Failed('offline', { cause: thrown });
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return new Failed('timeout', { detail: name, cause: thrown });
}

const ErrorBody = z.object({ error: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/) });

/** `{ "error": "snake_case_code" }`, as Atrium and our broker answer. Free text is not let through. */
function machineCode(text: string): string | undefined {
  try {
    return ErrorBody.safeParse(JSON.parse(text)).data?.error;
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), in milliseconds. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.min(LONGEST_RETRY_AFTER, Math.max(0, seconds * SECOND));
  const served = Date.parse(headers.get('date') ?? '');
  const wait = Date.parse(value) - served;
  return Number.isFinite(wait) ? Math.min(LONGEST_RETRY_AFTER, Math.max(0, wait)) : undefined;
}
