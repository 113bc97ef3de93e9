import { describe, expect, test } from 'vitest';
import { createAtrium } from '@/lib/atrium/client';
import { Failed } from '@/lib/domain/failed';
import { createHttp } from '@/lib/http/http';
import { accessTokenOf, atrium, credentials, loses, says, tokensOf } from '@/test/lib/session/office';
import type { Answer } from '@/test/lib/session/office';
import { createFakeWorld } from '@/test/support/fake-world';

function createDoor(answer: Answer) {
  const world = createFakeWorld();
  const asked = new Array<Request>();
  world.routes[`${atrium}/`] = async (request) => {
    asked.push(request.clone());
    return answer(request);
  };
  const client = createAtrium(createHttp(world));
  const ended = (work: Promise<unknown>) => work.catch((thrown: unknown) => thrown);
  return {
    world,
    asked,
    login: () => ended(client.login(atrium, credentials)),
    refresh: () => ended(client.refresh(atrium, 'refresh-1', 'sunrise')),
    logout: () => ended(client.logout(atrium, 'access-1')),
  };
}

describe('sign in', () => {
  test('sends what Atrium documents, and reads who it is from the token and the answer', async () => {
    const { login, asked } = createDoor(says(200, tokensOf(1)));
    expect(await login()).toEqual({
      tokens: { accessToken: accessTokenOf(1), refreshToken: 'refresh-1', expiresInMs: 900_000 },
      agent: {
        tenant: 'sunrise',
        tenantId: 'tenant-1',
        agentId: 'agent-1',
        email: 'asha@sunrise.test',
        displayName: 'Asha Rao',
        role: 'member',
        siteIds: [],
      },
    });
    const [request] = asked;
    expect(request?.url).toBe(`${atrium}/api/v1/auth/login`);
    expect(await request?.json()).toEqual(credentials);
    expect(request?.credentials).toBe('omit');
    expect(request?.redirect).toBe('manual');
  });

  test.each([
    ['a tenant admin without siteIds', { ...tokensOf(1), user: { ...tokensOf(1).user, siteIds: undefined } }],
    ['fields Atrium may add', { ...tokensOf(1), mfa: { enrolled: true } }],
  ])('%s signs in', async (_, body) => {
    expect(await createDoor(says(200, body)).login()).toMatchObject({ agent: { agentId: 'agent-1' } });
  });

  const refusals: ReadonlyArray<readonly [string, Answer, string, string]> = [
    [
      'a wrong password (401)',
      says(401, { error: 'invalid_credentials', message: 'Invalid credentials' }),
      'unauthorized',
      'wrong-credentials',
    ],
    ['an unknown tenant (404)', says(404), 'rejected', 'wrong-credentials'],
    ['a malformed address (400)', says(400), 'rejected', 'wrong-credentials'],
    ['a code is wanted', says(401, { error: 'totp_required' }), 'unauthorized', 'finish-in-atrium'],
    ['a new password is due', says(403, { error: 'must_change_password' }), 'forbidden', 'finish-in-atrium'],
    ['no api_access (403)', says(403, { error: 'licence_limit', message: 'x' }), 'forbidden', 'licence'],
    [
      'too many sign-ins (429)',
      says(429, { error: 'rate_limit_exceeded', message: 'x' }, { 'retry-after': '30' }),
      'throttled',
      'too-many-sign-ins',
    ],
    [
      'TOTP: 200 without tokens',
      says(200, { mfaRequired: true, challenge: 'c' }),
      'unreadable',
      'finish-in-atrium',
    ],
    [
      'a password that must change: 409',
      says(409, { error: 'must_change_password', message: 'x' }),
      'rejected',
      'finish-in-atrium',
    ],
    ['a page', () => new Response('<html></html>'), 'unreadable', 'captive-portal'],
    [
      'a token that is no JWT',
      says(200, { ...tokensOf(1), accessToken: 'opaque' }),
      'unreadable',
      'finish-in-atrium',
    ],
    [
      'a token without a tenant',
      says(200, { ...tokensOf(1), accessToken: accessTokenOf(1, { tenant_id: '' }) }),
      'unreadable',
      'finish-in-atrium',
    ],
    ['a kiosk', says(200, tokensOf(1, { token_type: 'kiosk' })), 'forbidden', 'not-a-person'],
    ["a device's agent", says(200, tokensOf(1, { token_type: 'agent' })), 'forbidden', 'not-a-person'],
    ['Atrium updating (503)', says(503), 'unavailable', 'atrium-unreachable'],
    ['no answer', loses, 'timeout', 'atrium-unreachable'],
  ];
  test.each(refusals)('%s', async (_, answer, code, reason) => {
    const thrown = await createDoor(answer).login();
    expect(thrown).toBeInstanceOf(Failed);
    expect(thrown).toMatchObject({ code, reason });
  });

  test('a 429 says how long', async () => {
    const thrown = await createDoor(says(429, {}, { 'retry-after': '30' })).login();
    expect(thrown).toMatchObject({ retryAfterMs: 30_000 });
  });

  test('offline is known without asking', async () => {
    const { login, world, asked } = createDoor(says(200, tokensOf(1)));
    world.setOnline(false);
    expect(await login()).toMatchObject({ code: 'offline', reason: 'atrium-unreachable' });
    expect(asked).toHaveLength(0);
  });

  test('no password and no token in what is thrown', async () => {
    const body = { ...tokensOf(1), accessToken: 'opaque', message: credentials.password };
    for (const answer of [says(200, body), says(401, { error: credentials.password, message: 'x' })]) {
      const thrown = await createDoor(answer).login();
      const { message, detail } =
        thrown instanceof Failed ? thrown : { message: undefined, detail: undefined };
      expect(`${message} ${detail}`).not.toMatch(/correct horse|opaque|refresh-1/);
      expect(message).toBeDefined();
    }
  });
});

describe('refresh', () => {
  test('sends the refresh token and nothing else', async () => {
    const { refresh, asked } = createDoor(says(200, tokensOf(2)));
    expect(await refresh()).toMatchObject({
      tokens: { refreshToken: 'refresh-2' },
      agent: { tenant: 'sunrise' },
    });
    expect(await asked[0]?.json()).toEqual({ refreshToken: 'refresh-1' });
    expect(asked[0]?.headers.get('authorization')).toBeNull();
  });

  test.each([
    [400, 'signed-out'],
    [401, 'signed-out'],
    [403, 'licence'],
  ])('%i refuses the token: %s', async (status, reason) => {
    expect(await createDoor(says(status)).refresh()).toMatchObject({ code: 'unauthorized', reason });
  });

  test.each([
    ['429', says(429), 'throttled'],
    ['503', says(503), 'unavailable'],
    ['a lost answer', loses, 'timeout'],
    ['a captive portal', () => new Response('<html>'), 'unreadable'],
  ] as const)('%s leaves it open', async (_, answer, code) => {
    const thrown = await createDoor(answer).refresh();
    expect(thrown).toMatchObject({ code });
    expect(thrown).not.toMatchObject({ reason: 'signed-out' });
  });
});

test('logout carries the access token alone', async () => {
  const { logout, asked } = createDoor(() => new Response(null, { status: 204 }));
  await logout();
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer access-1');
  expect(await asked[0]?.text()).toBe('');
});
