/** Why something did not work, in the few ways that call for different acts. */
export const codes = [
  'offline', // nothing was sent: there is no network
  'timeout', // sent, and no answer came: it may have acted
  'unavailable', // the other side says it cannot now (5xx)
  'throttled', // the other side says not so fast (429)
  'unauthorized', // nobody is signed in, or the token was refused
  'forbidden', // signed in, and not allowed
  'rejected', // the other side understood and refused
  'unreadable', // an answer came that is not the one promised: it may have acted
  'full', // no space on this device
  'bug', // ours
] as const;
export type Code = (typeof codes)[number];

/** What follows from a code: try again, wait for a cause outside, find out first, or give up and say so. */
export type Remedy = 'retry' | 'hold' | 'ask' | 'stop';

export const remedy: Record<Code, Remedy> = {
  offline: 'hold',
  timeout: 'ask',
  unavailable: 'retry',
  throttled: 'retry',
  unauthorized: 'hold',
  forbidden: 'stop',
  rejected: 'stop',
  unreadable: 'ask',
  full: 'stop',
  bug: 'stop',
};

/** Sentences of `components/failure-notice.tsx`: the agent's words for a failure, more exact than a code. */
export const reasons = [
  'wrong-credentials',
  'too-many-sign-ins',
  'not-a-person',
  'finish-in-atrium',
  'licence',
  'oidc-cancelled',
  'oidc-tenant',
  'oidc-refused',
  'atrium-unreachable',
  'captive-portal',
  'broker-unreachable',
  'broker-not-satchel',
  'address-malformed',
  'access-not-granted',
  'notices-not-granted',
  'policy-malformed',
  'policy-off',
  'policy-tenant',
  'policy-address',
  'signed-out',
  'renewal-lost',
  'pin-wrong',
  'pin-gone',
  'pin-stale',
  'other-agent',
  'not-a-document',
  'heic',
  'empty-file',
  'too-large',
  'broken-image',
  'broken-pdf',
  'login-page',
  'fetch-refused',
  'no-loan',
  'no-profile',
  'already-captured',
  'folder-full',
  'folder-disk-full',
  'in-folder',
  'same-document',
  'in-the-way',
  'never-fetched',
  'too-large-for-line',
  'not-smaller',
  'gone',
  'disconnected',
  'not-confirmed',
  'disk-silent',
  'copy-not-proven',
] as const;
export type Reason = (typeof reasons)[number];

export interface FailedOptions {
  /** The agent's words for it, when there are better ones than the code's. */
  readonly reason?: Reason | undefined;
  /** Ours, for the log. Never a response body, a name, a number or a token. */
  readonly detail?: string | undefined;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** The one error of this program. Thrown inside, data at boundaries. */
export class Failed extends Error {
  override readonly name = 'Failed';
  readonly code: Code;
  readonly reason: Reason | undefined;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: Code, options: FailedOptions = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
  }
}

/** Causes that are not about the document and may go by themselves. */
const passing: ReadonlySet<Code> = new Set([
  'offline',
  'timeout',
  'unavailable',
  'throttled',
  'unauthorized',
  'unreadable',
  'full',
]);

/** Whether what parked a document may pass without anybody touching the document. */
export function isPassing({ code }: Failure): boolean {
  return passing.has(code);
}

/** What it parked comes back by itself and needs nobody. What Atlas never fetched comes back too, and its agent must hear of it. */
export function needsNobody(failure: Failure): boolean {
  return isPassing(failure) && failure.reason !== 'never-fetched';
}

/** A `Failed` as data, for messages and records. */
export interface Failure {
  readonly code: Code;
  readonly reason?: Reason | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Any thrown value as a `Failed`; what we did not foresee is a `bug`, named by its class alone. */
export function toFailed(thrown: unknown): Failed {
  if (thrown instanceof Failed) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return new Failed(name === 'QuotaExceededError' ? 'full' : 'bug', { detail: name, cause: thrown });
}

/** The part of a failure that may cross a boundary. */
export function toFailure(thrown: unknown): Failure {
  const { code, reason, retryAfterMs } = toFailed(thrown);
  return { code, reason, retryAfterMs };
}
