import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** What Atrium's signatures are checked with; `algorithms` are the only ones a token may name. */
export type AtriumKey =
  | { readonly kind: 'jwks'; readonly url: URL; readonly algorithms: string[] }
  | { readonly kind: 'public'; readonly key: KeyObject; readonly algorithms: string[] }
  | { readonly kind: 'secret'; readonly key: Uint8Array; readonly algorithms: string[] };

const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const ed25519 = ['EdDSA', 'Ed25519'];
const curves: Record<string, string[]> = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
};
/** RFC 7518 section 3.2: a key shorter than the hash is no key. */
const SECRET_BYTES = 32;
/** Its public members alone: a private one must not pass for it. */
const Jwk = z.looseObject({ kty: z.string(), d: z.never().optional() });

/** A JWKS is asymmetric only: with a shared-secret algorithm, a public key would pass for a secret. */
export function jwksKey(url: string): AtriumKey {
  return {
    kind: 'jwks',
    url: new URL(url),
    algorithms: [...rsa, ...ed25519, ...Object.values(curves).flat()],
  };
}

/**
 * @param text a PEM (its line breaks may be written `\n`) or a JWK in one line
 * @throws Error with a sentence that holds nothing of the key
 */
export function publicKey(text: string): AtriumKey {
  const key = importKey(text.trim());
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const algorithms = { rsa, ed25519, ec: curves[details?.namedCurve ?? ''] };
  const found = type === 'rsa' || type === 'ed25519' || type === 'ec' ? algorithms[type] : undefined;
  if (!found) throw new Error('is not an RSA, P-256, P-384, P-521 or Ed25519 key');
  return { kind: 'public', key, algorithms: found };
}

/** @throws Error when the secret is too short to be one */
export function sharedSecret(text: string): AtriumKey {
  const key = new TextEncoder().encode(text);
  if (key.byteLength < SECRET_BYTES) throw new Error(`is shorter than ${SECRET_BYTES} bytes`);
  return { kind: 'secret', key, algorithms: ['HS256', 'HS384', 'HS512'] };
}

function importKey(text: string): KeyObject {
  if (text.includes('PRIVATE')) throw new Error('is a private key: the public one is wanted here');
  try {
    if (!text.startsWith('{')) return createPublicKey(text.replaceAll(String.raw`\n`, '\n'));
    const { kty, d: _, ...rest } = Jwk.parse(JSON.parse(text));
    return createPublicKey({ key: { kty, ...rest }, format: 'jwk' });
  } catch (cause) {
    throw new Error('is neither a public PEM nor a public JWK', { cause });
  }
}
