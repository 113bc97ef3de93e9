import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { jwksKey, publicKey, sharedSecret } from '@/lib/broker/atrium-key';
import { BrokerError } from '@/lib/contract/broker';
import type { Desk } from './desk';
import { accessToken, asha, createDesk, monday, secrets } from './desk';

const seconds = Math.floor(monday / 1_000);
const claims: JWTPayload = {
  sub: asha.agentId,
  tenant_id: asha.tenantId,
  token_type: 'user',
  exp: seconds + 900,
};

/** Every route that takes an access token asks for it in the same way. */
async function statusOf(desk: Desk, token: string): Promise<[number, unknown]> {
  const response = await desk.ask('POST', '/v1/evidence', {
    token,
    body: { documentIds: ['9c0f6e0e-5a3a-4b8e-8a27-1f6d0f9b7c11'] },
  });
  const refusal = BrokerError.safeParse(await response.json());
  return [response.status, refusal.data?.error];
}

describe('the access token of Atrium', () => {
  test('opens the door for a person', async () => {
    const desk = await createDesk();
    expect(await statusOf(desk, await accessToken(asha, monday))).toEqual([200, undefined]);
  });

  test.each([['kiosk'], ['agent'], ['']])('of type "%s" is not a person’s', async (type) => {
    const desk = await createDesk();
    const token = await accessToken(asha, monday, { token_type: type });
    expect(await statusOf(desk, token)).toEqual([403, 'wrong_token_type']);
  });

  test('counts within a minute of its end, and not beyond', async () => {
    const desk = await createDesk();
    const token = await accessToken(asha, monday);
    desk.clock.at = monday + (900 + 59) * 1_000;
    expect(await statusOf(desk, token)).toEqual([200, undefined]);
    desk.clock.at = monday + (900 + 61) * 1_000;
    expect(await statusOf(desk, token)).toEqual([401, 'unauthorized']);
  });

  test('is verified once a minute, and a look-alike is not taken for it', async () => {
    const desk = await createDesk();
    const token = await accessToken(asha, monday);
    const verify = vi.spyOn(crypto.subtle, 'verify');
    for (let time = 0; time < 3; time += 1) expect(await statusOf(desk, token)).toEqual([200, undefined]);
    expect(verify).toHaveBeenCalledTimes(1);
    const [header, , signature] = token.split('.');
    const other = base64url({ ...claims, sub: 'somebody else' });
    expect(await statusOf(desk, `${header}.${other}.${signature}`)).toEqual([401, 'unauthorized']);
    expect(await statusOf(desk, `${token.slice(0, -4)}AAAA`)).toEqual([401, 'unauthorized']);
    desk.clock.at = monday + 61_000;
    verify.mockClear();
    expect(await statusOf(desk, token)).toEqual([200, undefined]);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  test.each([
    ['not valid yet', { nbf: seconds + 120 }],
    ['without an end', { exp: undefined }],
    ['without a tenant', { tenant_id: undefined }],
    ['with a tenant that is no text', { tenant_id: 7 }],
    ['without an agent', { sub: undefined }],
    ['without a type', { token_type: undefined }],
  ])('%s is refused', async (_what, change) => {
    const desk = await createDesk();
    const payload = z
      .record(z.string(), z.json())
      .parse(JSON.parse(JSON.stringify({ ...claims, ...change })));
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secrets.jwtSecret));
    expect(await statusOf(desk, token)).toEqual([401, 'unauthorized']);
  });

  test.each(['', 'x', 'a.b.c', 'a.b', 'Bearer'])('is missing or nonsense: "%s"', async (token) => {
    const desk = await createDesk();
    expect(await statusOf(desk, token)).toEqual([401, 'unauthorized']);
  });

  test('with another signature, or none, is refused', async () => {
    const desk = await createDesk();
    const good = await accessToken(asha, monday);
    const [header = '', payload = ''] = good.split('.');
    const none = `${base64url({ alg: 'none' })}.${payload}`;
    const other = createHmac('sha256', 'another secret').update(`${header}.${payload}`).digest('base64url');
    for (const token of [`${none}.`, `${none}.x`, `${header}.${payload}.${other}`])
      expect(await statusOf(desk, token)).toEqual([401, 'unauthorized']);
  });

  test('of a tenant that this broker does not serve is refused', async () => {
    const desk = await createDesk({ tenants: ['another-tenant'] });
    expect(await statusOf(desk, await accessToken(asha, monday))).toEqual([403, 'wrong_tenant']);
  });
});

describe('each kind of key takes its own algorithms alone', () => {
  test.each([
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2_048 }), 'RS256'],
    ['RSA-PSS signature', () => generateKeyPairSync('rsa', { modulusLength: 2_048 }), 'PS256'],
    ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256'],
    ['Ed25519', () => generateKeyPairSync('ed25519'), 'EdDSA'],
  ])('%s, as PEM, as PEM in one line, as JWK', async (_kind, make, alg) => {
    const { publicKey: pub, privateKey } = make();
    const pem = pub.export({ type: 'spki', format: 'pem' }).toString();
    const token = await new SignJWT(claims).setProtectedHeader({ alg }).sign(privateKey);
    for (const text of [
      pem,
      pem.replaceAll('\n', String.raw`\n`),
      JSON.stringify(pub.export({ format: 'jwk' })),
    ]) {
      const desk = await createDesk({ atriumKey: publicKey(text) });
      expect(await statusOf(desk, token)).toEqual([200, undefined]);
    }
  });

  test('a public key does not pass for a shared secret', async () => {
    const { publicKey: pub } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = pub.export({ type: 'spki', format: 'pem' }).toString();
    const desk = await createDesk({ atriumKey: publicKey(pem) });
    for (const secret of [pem, pem.trim()]) {
      const signed = `${base64url({ alg: 'HS256' })}.${base64url(claims)}`;
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      expect(await statusOf(desk, `${signed}.${signature}`)).toEqual([401, 'unauthorized']);
    }
  });

  test('a shared secret takes no asymmetric signature', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const desk = await createDesk();
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect(await statusOf(desk, token)).toEqual([401, 'unauthorized']);
  });

  test('what is no key to verify with is refused, without a word of it', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => publicKey(pem)).toThrow('is a private key');
    expect(() => publicKey(JSON.stringify(privateKey.export({ format: 'jwk' })))).toThrow(
      'neither a public PEM',
    );
    expect(() => publicKey('{"kty":"oct","k":"c2VjcmV0"}')).toThrow('neither a public PEM');
    expect(() => publicKey('nonsense')).toThrow('neither a public PEM');
    expect(() => sharedSecret('short')).toThrow('is shorter than 32 bytes');
  });
});

describe('published keys (JWKS)', () => {
  const url = 'https://atrium.test/.well-known/jwks.json';
  const published = async (...pairs: { publicKey: CryptoKey; kid?: string }[]) => ({
    keys: await Promise.all(
      pairs.map(async ({ publicKey: key, kid }) => ({
        ...(await exportJWK(key)),
        alg: 'ES256',
        ...(kid && { kid }),
      })),
    ),
  });
  const sign = (key: CryptoKey, kid?: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...(kid && { kid }) }).sign(key);

  test('are fetched once, through the world', async () => {
    const pair = await generateKeyPair('ES256');
    const desk = await createDesk({ atriumKey: jwksKey(url) });
    const keys = await published({ ...pair, kid: 'one' });
    desk.network.answer = () => Response.json(keys);
    for (let i = 0; i < 3; i += 1)
      expect(await statusOf(desk, await sign(pair.privateKey, 'one'))).toEqual([200, undefined]);
    expect(desk.asked.map((request) => request.url)).toEqual([url]);
  });

  test('with two and a token that names none, the right one is found', async () => {
    const [old, young] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const desk = await createDesk({ atriumKey: jwksKey(url) });
    const keys = await published({ ...old, kid: 'old' }, { ...young, kid: 'young' });
    desk.network.answer = () => Response.json(keys);
    expect(await statusOf(desk, await sign(young.privateKey))).toEqual([200, undefined]);
    const stranger = await generateKeyPair('ES256');
    expect(await statusOf(desk, await sign(stranger.privateKey))).toEqual([401, 'unauthorized']);
  });

  test('of a stranger open nothing', async () => {
    const [ours, stranger] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const desk = await createDesk({ atriumKey: jwksKey(url) });
    const keys = await published({ ...ours, kid: 'one' });
    desk.network.answer = () => Response.json(keys);
    expect(await statusOf(desk, await sign(stranger.privateKey, 'one'))).toEqual([401, 'unauthorized']);
    expect(await statusOf(desk, await sign(stranger.privateKey, 'two'))).toEqual([401, 'unauthorized']);
  });

  test.each([
    ['is down', () => Promise.reject(new TypeError('fetch failed'))],
    ['answers 500', () => new Response('', { status: 500 })],
    ['answers a page', () => new Response('<html>', { status: 200 })],
    ['answers other JSON', () => Response.json({ hello: 'world' })],
  ])('when Atrium %s: the agent is not told that his token is bad', async (_what, answer) => {
    const { privateKey } = await generateKeyPair('ES256');
    const desk = await createDesk({ atriumKey: jwksKey(url) });
    desk.network.answer = answer;
    expect(await statusOf(desk, await sign(privateKey, 'one'))).toEqual([503, 'atrium_unavailable']);
  });
});

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
