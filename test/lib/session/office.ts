import { createAtrium } from '@/lib/atrium/client';
import { createHttp } from '@/lib/http/http';
import { createSession } from '@/lib/session/session';
import type { Area, Areas } from '@/lib/session/areas';
import { createVault } from '@/lib/session/vault';
import type { FakeWorld } from '@/test/support/fake-world';

export const atrium = 'https://atrium.test';
export const broker = 'https://broker.test';
export const atlas = 'https://atlas.test';
export const credentials = { tenant: 'sunrise', email: 'asha@sunrise.test', password: 'correct horse' };

/** A storage area as browsers keep it: copies in, copies out. */
export function createMemoryArea(): Area & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: async (keys) =>
      Object.fromEntries(
        keys.flatMap((key) => (kept.has(key) ? [[key, structuredClone(kept.get(key))]] : [])),
      ),
    set: async (items) => {
      for (const [key, value] of Object.entries(items)) kept.set(key, structuredClone(value));
    },
    remove: async (keys) => {
      for (const key of keys) kept.delete(key);
    },
  };
}

export interface Claims {
  readonly sub?: string;
  readonly tenant_id?: string;
  readonly token_type?: string;
}

/** An access token as a client reads it: claims between dots. `n` makes it one of a kind. */
export function accessTokenOf(n: number, claims: Claims = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { sub: 'agent-1', tenant_id: 'tenant-1', token_type: 'user', n, ...claims };
  return `${part({ alg: 'none' })}.${part(body)}.${part(n)}`;
}

/** Atrium's answer to a sign-in or refresh; the refresh token is `refresh-<n>`. */
export function tokensOf(n: number, claims: Claims = {}) {
  return {
    accessToken: accessTokenOf(n, claims),
    refreshToken: `refresh-${n}`,
    expiresIn: 900,
    user: {
      id: claims.sub ?? 'agent-1',
      email: 'asha@sunrise.test',
      displayName: 'Asha Rao',
      role: 'member',
      siteIds: [],
    },
  };
}

export type Answer = (request: Request) => Response | Promise<Response>;

export const says =
  (status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer =>
  () =>
    Response.json(body, { status, headers });
/** The request arrives, its answer does not. */
export const loses: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

/**
 * A session over a scripted network. Atrium rotates its refresh tokens and refuses used ones; the broker
 * grants `grant-1`, `grant-2`, … to whoever shows the newest access token.
 */
export function createOffice(world: FakeWorld) {
  const areas = { session: createMemoryArea(), local: createMemoryArea() };
  let issued = 0;
  let grants = 0;
  let live = '';
  let claims: Claims = {};
  const asked = new Array<{ path: string; headers: Headers; body: string }>();

  const issue: Answer = () => {
    issued += 1;
    live = `refresh-${issued}`;
    return Response.json(tokensOf(issued, claims));
  };
  const answers: Record<string, Answer> = {
    [`${atrium}/api/v1/auth/login`]: issue,
    [`${atrium}/api/v1/auth/refresh`]: async (request) => {
      const shown = JSON.stringify(await request.json());
      return shown.includes(`"${live}"`)
        ? issue(request)
        : Response.json({ error: 'invalid_token', message: 'no' }, { status: 401 });
    },
    [`${atrium}/api/v1/auth/logout`]: says(204, undefined),
    [`${broker}/v1/atlas-token`]: (request) => {
      if (request.headers.get('authorization') !== `Bearer ${accessTokenOf(issued, claims)}`) {
        return Response.json({ error: 'token_refused', message: 'no' }, { status: 401 });
      }
      grants += 1;
      return Response.json({
        accessToken: `grant-${grants}`,
        expiresIn: 3_600,
        baseUrl: atlas,
        authUrl: `${broker}/v1/auth`,
        callbackUrl: `${broker}/v1/callback`,
      });
    },
  };
  /** Every request passes here, so that a test can count them. */
  function route(prefix: string, answer: Answer): void {
    answers[prefix] = answer;
    world.routes[prefix] = async (request) => {
      const copy = request.clone();
      asked.push({ path: new URL(request.url).pathname, headers: copy.headers, body: await copy.text() });
      return (answers[prefix] ?? loses)(request);
    };
  }
  for (const [prefix, answer] of Object.entries(answers)) route(prefix, answer);
  const normal = { ...answers };

  const vault = createVault(areas satisfies Areas);
  const http = createHttp(world);
  const session = createSession({
    world,
    vault,
    http,
    atrium: createAtrium(http),
    addresses: async () => ({ atrium, broker }),
  });
  return {
    areas,
    asked,
    vault,
    http,
    session,
    route,
    issue,
    /** Back to what the prefix says by itself. */
    repair: (prefix: string) => route(prefix, normal[prefix] ?? loses),
    count: (end: string) => asked.filter(({ path }) => path.endsWith(end)).length,
    /** The next tokens are another person's, or another kind of account's. */
    setClaims(next: Claims): void {
      claims = next;
    },
    /** Atrium no longer takes the access tokens it gave out. */
    revokeAccess(): void {
      issued += 1;
    },
  };
}
export type Office = ReturnType<typeof createOffice>;
