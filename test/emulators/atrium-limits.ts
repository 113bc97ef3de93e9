import type { EmulatorWorld } from './world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Requests a minute (page T-RL); adjustable there on self-hosted. */
export const documentedLimits = { login: 10, user: 100, tenant: 1_000 } as const;

/** One counter that a request falls under. */
export interface Scope {
  readonly name: string;
  readonly limit: number;
}

export interface Standing {
  readonly allowed: boolean;
  /** `X-RateLimit-*` of the scope that is nearest to its end. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests of the last minute by scope. A refused one counts too: going on lengthens the wait. */
export function createLimits(world: EmulatorWorld) {
  const seenAt = new Map<string, number[]>();

  function count({ name, limit }: Scope) {
    const now = world.now();
    const recent = [...(seenAt.get(name) ?? []).filter((at) => now - at < MINUTE), now];
    seenAt.set(name, recent);
    return { limit, left: limit - recent.length, resetAt: (recent[0] ?? now) + MINUTE };
  }

  return {
    take(scopes: readonly Scope[]): Standing {
      const counts = scopes.map(count).toSorted((one, two) => one.left - two.left);
      const [tightest] = counts;
      if (!tightest) return { allowed: true, headers: {} };
      return {
        allowed: tightest.left >= 0,
        headers: {
          'x-ratelimit-limit': String(tightest.limit),
          'x-ratelimit-remaining': String(Math.max(0, tightest.left)),
          'x-ratelimit-reset': String(Math.ceil(tightest.resetAt / SECOND)),
        },
      };
    },
  };
}

/** Exactly as the page shows it, whatever the counters say. */
export function rateLimited(): Response {
  return Response.json(
    { error: 'rate_limit_exceeded', message: 'Rate limit exceeded. Try again in 30 seconds.' },
    { status: 429, headers: { 'retry-after': '30' } },
  );
}
