import { describe, expect, test } from 'vitest';
import { AtlasGrant } from '@/lib/contract/broker';
import type { Desk } from './desk';
import { atlasToken, createDesk, ravi, secrets } from './desk';

const MINUTE = 60_000;

const grantOf = async (desk: Desk, as?: typeof ravi) =>
  AtlasGrant.parse(await (await desk.ask('POST', '/v1/atlas-token', as ? { as } : {})).json());

describe('the Atlas grant', () => {
  test('is what Atlas gave for the broker’s credentials, and where Atlas is to call back', async () => {
    const desk = await createDesk();
    const grant = await grantOf(desk);
    expect(grant).toMatchObject({
      accessToken: 'atlas-token-1',
      expiresIn: 3_600,
      baseUrl: 'https://atlas.test',
    });
    expect(grant.authUrl).toMatch(/^https:\/\/broker\.test\/v1\/atlas\/auth\/[\w.-]+$/);
    expect(grant.callbackUrl).toMatch(/^https:\/\/broker\.test\/v1\/atlas\/callback\/[\w.-]+$/);
    const [request] = desk.asked;
    expect([request?.method, request?.url, request?.redirect]).toEqual([
      'POST',
      'https://atlas.test/v3/verification/authtoken',
      'error',
    ]);
    expect(request?.headers.get('client-id')).toBe('satchel');
    expect(request?.headers.get('client-secret')).toBe(secrets.clientSecret);
  });

  test('is asked for once, however many come at the same moment', async () => {
    const desk = await createDesk();
    await Promise.all(Array.from({ length: 20 }, () => grantOf(desk)));
    expect(desk.asked).toHaveLength(1);
  });

  test('says what really remains, and is renewed before its end', async () => {
    const desk = await createDesk();
    await grantOf(desk);
    desk.clock.at += 50 * MINUTE;
    expect((await grantOf(desk, ravi)).expiresIn).toBe(600);
    expect(desk.asked).toHaveLength(1);
    desk.clock.at += 6 * MINUTE;
    desk.network.answer = atlasToken(3_600, 'atlas-token-2');
    expect(await grantOf(desk, ravi)).toMatchObject({ accessToken: 'atlas-token-2', expiresIn: 3_600 });
  });

  test('an agent who comes back early has lost it or had it refused, and is given a new one', async () => {
    const desk = await createDesk();
    await grantOf(desk);
    desk.network.answer = atlasToken(3_600, 'atlas-token-2');
    expect((await grantOf(desk)).accessToken).toBe('atlas-token-1');
    desk.clock.at += MINUTE;
    expect((await grantOf(desk)).accessToken).toBe('atlas-token-2');
    expect((await grantOf(desk, ravi)).accessToken).toBe('atlas-token-2');
    expect(desk.asked).toHaveLength(2);
  });

  test('of a very short life is still worth having', async () => {
    const desk = await createDesk();
    desk.network.answer = atlasToken(60);
    expect((await grantOf(desk)).expiresIn).toBe(60);
    expect(desk.asked).toHaveLength(1);
  });

  test.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), 503, 'atlas_unavailable'],
    ['is down', () => new Response('<html>', { status: 502 }), 503, 'atlas_unavailable'],
    ['is busy', () => new Response('', { status: 429 }), 503, 'atlas_unavailable'],
    [
      'refuses the credentials',
      () => new Response('Invalid Client-Id or Client-Secret', { status: 401 }),
      502,
      'atlas_credentials_refused',
    ],
    ['answers a page', () => new Response('<html>', { status: 200 }), 502, 'atlas_unreadable'],
    ['answers other JSON', () => Response.json({ token: 'x' }), 502, 'atlas_unreadable'],
    [
      'answers an error in JSON',
      () => Response.json({ error: 'no' }, { status: 400 }),
      502,
      'atlas_unreadable',
    ],
  ])('when Atlas %s', async (_what, answer, status, error) => {
    const desk = await createDesk();
    desk.network.answer = answer;
    const response = await desk.ask('POST', '/v1/atlas-token');
    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
    desk.network.answer = atlasToken();
    expect((await grantOf(desk)).accessToken).toBe('atlas-token-1');
  });
});
