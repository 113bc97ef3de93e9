import { Hono } from 'hono';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { createFaults, createRequestLog } from './faults';
import type { EmulatorWorld } from './world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export interface AtriumAccount {
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly role?: 'tenant_admin' | 'site_admin' | 'member';
  /** Its tokens say `token_type: kiosk`. */
  readonly kiosk?: boolean;
  /** Sign-in goes on elsewhere; the contract does not say how this is answered. */
  readonly totp?: boolean;
  readonly mustChangePassword?: boolean;
  /** The tenant's licence lacks `api_access`. */
  readonly noApiAccess?: boolean;
}

export interface AtriumOptions {
  readonly accounts: readonly AtriumAccount[];
  /** Life of an access token in seconds. */
  readonly expiresIn?: number;
  /** What a used refresh token does to its family; the contract is silent. */
  readonly onReuse?: 'refuse' | 'revoke-family';
  /** Whether a used refresh token works on until its successor is used; the contract is silent. */
  readonly graceUntilSuccessorUsed?: boolean;
}

interface Refresh {
  readonly family: string;
  readonly email: string;
  readonly tenant: string;
  readonly bornAt: number;
  used: boolean;
  revoked: boolean;
  successor?: string;
  successorUsed: boolean;
}

const Login = z.object({ tenant: z.string(), email: z.string(), password: z.string() });
const RefreshBody = z.object({ refreshToken: z.string() });

/**
 * Atrium's sign-in as its pages describe it: rotating single-use refresh tokens, token types, rate limits.
 * `/.well-known/jwks.json` is this emulator's own: the pages list no keys, and a broker has to verify somehow.
 */
export async function createAtrium(world: EmulatorWorld, options: AtriumOptions) {
  const { accounts, expiresIn = 900, onReuse = 'refuse', graceUntilSuccessorUsed = false } = options;
  const keys = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'atrium-1', alg: 'ES256', use: 'sig' };
  const refreshTokens = new Map<string, Refresh>();
  const loginsAt = new Map<string, number[]>();
  const tenantIds = new Map(accounts.map(({ tenant }) => [tenant, stableId(`tenant ${tenant}`)]));

  async function issue(account: AtriumAccount, family: string): Promise<Response> {
    const { tenant, email, displayName, role = 'member' } = account;
    const siteIds = [stableId(`site ${tenant}`)];
    const userId = stableId(`user ${tenant} ${email}`);
    const accessToken = await new SignJWT({
      tenant_id: tenantIds.get(tenant),
      site_ids: siteIds,
      role,
      token_type: account.kiosk ? 'kiosk' : 'user',
      // The pages list no `jti`; without one two tokens of the same second would be the same token.
      jti: world.id(),
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'atrium-1' })
      .setSubject(userId)
      .setExpirationTime(Math.floor(world.now() / SECOND) + expiresIn)
      .sign(keys.privateKey);
    const refreshToken = `refresh-${world.id()}`;
    const bornAt = world.now();
    refreshTokens.set(refreshToken, {
      family,
      email,
      tenant,
      bornAt,
      used: false,
      revoked: false,
      successorUsed: false,
    });
    return Response.json({
      accessToken,
      refreshToken,
      expiresIn,
      user: { id: userId, email, displayName, role, siteIds },
    });
  }

  const app = new Hono();
  app.get('/.well-known/jwks.json', () => Response.json({ keys: [jwk] }));

  app.post('/api/v1/auth/login', async (context) => {
    const ip = context.req.header('x-forwarded-for') ?? 'local';
    const recent = (loginsAt.get(ip) ?? []).filter((at) => world.now() - at < MINUTE);
    loginsAt.set(ip, [...recent, world.now()]);
    if (recent.length >= 10) return rateLimited();
    const body = Login.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return refuse(400, 'validation_error', 'tenant, email and password are required');
    const { tenant, email, password } = body.data;
    const account = accounts.find(
      (one) => one.tenant === tenant && one.email === email && one.password === password,
    );
    if (!account) return refuse(401, 'invalid_credentials', 'Invalid credentials');
    if (account.noApiAccess)
      return refuse(403, 'entitlement_missing', 'The licence does not include api_access');
    // Not documented; both answer without tokens, and a client must not guess more.
    if (account.totp) return Response.json({ status: 'totp_required' });
    if (account.mustChangePassword) return refuse(403, 'must_change_password', 'Change the password first');
    return issue(account, world.id());
  });

  app.post('/api/v1/auth/refresh', async (context) => {
    const body = RefreshBody.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return refuse(400, 'validation_error', 'refreshToken is required');
    const held = refreshTokens.get(body.data.refreshToken);
    const account = accounts.find(({ tenant, email }) => tenant === held?.tenant && email === held.email);
    if (!held || !account || held.revoked || world.now() - held.bornAt > 7 * DAY) return refused();
    if (held.used) {
      const grace = graceUntilSuccessorUsed && !held.successorUsed;
      if (!grace && onReuse === 'revoke-family') revokeFamily(held.family);
      if (!grace) return refused();
    }
    for (const other of refreshTokens.values()) {
      if (other.successor === body.data.refreshToken) other.successorUsed = true;
    }
    held.used = true;
    const response = await issue(account, held.family);
    held.successor = [...refreshTokens.keys()].at(-1) ?? '';
    return response;
  });

  // No body: which refresh token is "the current one" the pages leave open; here all of that person's go.
  app.post('/api/v1/auth/logout', async (context) => {
    const token = context.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    const currentDate = new Date(world.now());
    const verified = await jwtVerify(token, keys.publicKey, { currentDate }).catch(() => undefined);
    if (!verified) return refuse(401, 'unauthorized', 'Token missing or invalid');
    for (const held of refreshTokens.values()) {
      if (stableId(`user ${held.tenant} ${held.email}`) === verified.payload.sub) held.revoked = true;
    }
    return Response.json({});
  });

  app.get('/api/v1/auth/oidc/authorize', (context) => {
    const tenant = context.req.query('tenant') ?? '';
    if (!tenantIds.has(tenant)) return refuse(404, 'tenant_not_found', 'No such tenant');
    return Response.redirect(new URL('/api/v1/auth/oidc/callback', context.req.url), 302);
  });
  app.notFound(() => refuse(404, 'not_found', 'No such endpoint'));

  function revokeFamily(family: string): void {
    for (const held of refreshTokens.values()) if (held.family === family) held.revoked = true;
  }

  /** `X-RateLimit-*` stand on every answer. */
  async function limited(request: Request): Promise<Response> {
    const answer = await app.fetch(request);
    const response = new Response(answer.body, answer);
    response.headers.set('x-ratelimit-limit', '100');
    response.headers.set('x-ratelimit-remaining', '99');
    response.headers.set('x-ratelimit-reset', String(Math.ceil((world.now() + MINUTE) / SECOND)));
    return response;
  }

  const log = createRequestLog(limited);
  const faults = createFaults(world, log.fetch);
  return {
    fetch: faults.fetch,
    faults,
    requests: log.requests,
    jwksPath: '/.well-known/jwks.json',
    /** Every refresh token ever given out: what must never be seen anywhere else. */
    refreshTokens: () => [...refreshTokens.keys()],
    /** Refresh tokens that still work. */
    liveRefreshTokens: () =>
      [...refreshTokens].filter(([, held]) => !held.used && !held.revoked).map(([token]) => token),
    /** As an administrator does: no refresh token of this person works any more. */
    revoke(email: string): void {
      for (const held of refreshTokens.values()) if (held.email === email) held.revoked = true;
    },
  };
}

function refuse(status: number, error: string, message: string): Response {
  return Response.json({ error, message }, { status });
}

const refused = () => refuse(401, 'invalid_refresh_token', 'The refresh token is invalid or expired');

function rateLimited(): Response {
  return Response.json(
    { error: 'rate_limit_exceeded', message: 'Rate limit exceeded. Try again in 30 seconds.' },
    { status: 429, headers: { 'retry-after': '30' } },
  );
}

/** A UUID that is the same in every run, so that a profile that is opened again meets the same agent. */
function stableId(text: string): string {
  const hex = Array.from(text)
    .reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7)
    .toString(16)
    .padStart(8, '0');
  return `${hex}-0000-4000-8000-${hex.padStart(12, '0')}`;
}
