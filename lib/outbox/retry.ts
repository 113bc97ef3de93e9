import type { Failure } from '@/lib/domain/failed';
import { remedy } from '@/lib/domain/failed';
import type { Line } from '@/lib/domain/flow';

/** What a pure decision needs of the world. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A fresh UUID. */
  id(): string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** First wait of the backoff, and its ceiling. */
const FIRST_WAIT = 2 * SECOND;
const LONGEST_WAIT = 5 * MINUTE;
/** How long a held line rests; `online`, sign-in and an open popup end it sooner. */
const HOLD_WAIT = MINUTE;
/** Tries of one step before its document is parked. With the backoff that is about half an hour, at most one. */
export const MAX_TRIES = 16;

export const freshLine = (now: number): Line => ({ booked: 0, tries: 0, dueAt: now });

/**
 * Counts the try and books the next one, before anything is done. Nobody else can run the step meanwhile (the
 * drain's lock), so the booked time is the backoff: a worker that this very document kills does not spin.
 */
export function book(line: Line, { now, random }: Pick<Moment, 'now' | 'random'>): Line {
  const tries = line.tries + 1;
  return { booked: line.booked + 1, tries, dueAt: now + waitAfter(tries, undefined, random()) };
}

/** The line after a success. */
export function served(line: Line, now: number): Line {
  return { booked: line.booked, tries: 0, dueAt: now };
}

/** The line after a failure: a hold gives its try back, everything else waits longer each time. */
export function failedLine(line: Line, failure: Failure, moment: Moment): Line {
  const holds = remedy[failure.code] === 'hold';
  return {
    booked: line.booked,
    tries: holds ? Math.max(0, line.tries - 1) : line.tries,
    dueAt: moment.now + (holds ? HOLD_WAIT : waitAfter(line.tries, failure.retryAfterMs, moment.random())),
    failure,
  };
}

/**
 * Exponential backoff with full jitter; what the other side asks for is the least.
 * @returns milliseconds
 */
export function waitAfter(tries: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, tries - 1));
  return Math.max(retryAfterMs ?? 0, Math.ceil(ceiling * (0.1 + 0.9 * random)));
}

/** Atlas suggests 5 to 10 s; an hour later nobody stands there waiting. */
const ASK_PACES = [
  { until: 2 * MINUTE, least: 5 * SECOND, spread: 5 * SECOND },
  { until: HOUR, least: 55 * SECOND, spread: 10 * SECOND },
  { until: Infinity, least: 5 * MINUTE, spread: MINUTE },
];

/** How long to wait before asking Atlas again, by how long it has been at work. Milliseconds. */
export function askWait(sinceSentMs: number, random: number): number {
  const pace = ASK_PACES.find(({ until }) => sinceSentMs < until);
  return pace ? pace.least + pace.spread * random : HOUR;
}

/** A line held up by something that may just have gone: the network, the session, the other side. */
export function isHeldByCause(line: Line): boolean {
  const { code, reason } = line.failure ?? {};
  if (reason === 'captive-portal') return true;
  return code === 'offline' || code === 'timeout' || code === 'unavailable' || code === 'unauthorized';
}
