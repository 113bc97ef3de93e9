import type { KeyObject } from 'node:crypto';
import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto';

interface HmacKey {
  /** Made once: bytes would be made into one for every signature. */
  readonly secret: KeyObject;
  readonly hash: string;
}

const keys = new WeakMap<object, HmacKey>();
const nodeName = (name: string) => name.toLowerCase().replace('-', '');
const nameOf = (algorithm: string | { name: string }) =>
  typeof algorithm === 'string' ? algorithm : algorithm.name;
const bytesOf = (data: ArrayBuffer | Uint8Array) =>
  data instanceof Uint8Array ? data : new Uint8Array(data);

function hmac(key: object, data: ArrayBuffer | Uint8Array): Buffer {
  const held = keys.get(key);
  if (!held) throw new TypeError('not a key of the simulation');
  return createHmac(nodeName(held.hash), held.secret).update(bytesOf(data)).digest();
}

/** Hashes and HMAC (all that a story needs) in the very turn they are asked for: real ones end on threads, whenever. */
const subtle = {
  digest: async (algorithm: string | { name: string }, data: ArrayBuffer | Uint8Array) =>
    new Uint8Array(hash(nodeName(nameOf(algorithm)), bytesOf(data), 'buffer')).buffer,
  async importKey(
    _format: 'raw',
    bytes: Uint8Array,
    algorithm: { name: string; hash: string | { name: string } },
    extractable: boolean,
    usages: readonly string[],
  ) {
    const key = {
      [Symbol.toStringTag]: 'CryptoKey',
      type: 'secret',
      extractable,
      usages,
      algorithm: { name: 'HMAC', hash: { name: nameOf(algorithm.hash) }, length: bytes.length * 8 },
    };
    keys.set(key, { secret: createSecretKey(bytes), hash: nameOf(algorithm.hash) });
    return key;
  },
  sign: async (_algorithm: unknown, key: object, data: Uint8Array) => new Uint8Array(hmac(key, data)).buffer,
  async verify(_algorithm: unknown, key: object, signature: Uint8Array, data: Uint8Array) {
    const expected = hmac(key, data);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  },
};

/** Puts it in the place of the platform's. Returns what puts the platform's back. */
export function installCrypto(): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  Object.defineProperty(globalThis, 'crypto', { configurable: true, writable: true, value: { subtle } });
  return () => {
    if (before) Object.defineProperty(globalThis, 'crypto', before);
  };
}
