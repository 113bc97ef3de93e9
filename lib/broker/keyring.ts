import { createECDH, createHash, hkdfSync } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { CHUNK_BYTES, chunkBytes, CHUNKED, ENCAPSULATED_KEY_BYTES, TAG_BYTES } from '@/lib/domain/capture';

const CURVE = 'prime256v1';
const PRIVATE_KEY_BYTES = 32;
const DERIVED_KEY_BYTES = 32;
/** RFC 9180 `info`: what this use of HPKE is called. */
const info = new TextEncoder().encode('satchel/1');

type Bytes = Uint8Array<ArrayBuffer>;

/** The private keys that open captures, and what is derived from them. Nothing of it leaves the process. */
export interface Keyring {
  /** The key that new captures are sealed to; `publicKey` is base64url of 65 uncompressed bytes. */
  readonly current: { readonly keyId: string; readonly publicKey: string };
  has(keyId: string): boolean;
  /** HPKE base mode; the answer is `enc || ciphertext`. */
  seal(bytes: Bytes, associated: Bytes): Promise<Bytes>;
  /** A seal of either kind. Undefined when it does not open: another key, other associated data, or damage. */
  open(keyId: string, sealed: Bytes, associated: Bytes): Promise<Bytes | undefined>;
  /** Opens the chunks of one seal, in order; undefined when there is no such key or `enc` is none. */
  opener(keyId: string, enc: Bytes): Promise<Opener | undefined>;
  /** 32 bytes for one purpose, the same in every process that holds the key; undefined for an unknown key. */
  derive(keyId: string, purpose: string): Bytes | undefined;
}

/** One chunk; undefined when it does not open at this place. */
export type Opener = (sealed: Bytes, associated: Bytes) => Promise<Bytes | undefined>;

interface Pair {
  readonly keyId: string;
  readonly privateBytes: Bytes;
  readonly publicBytes: Bytes;
}

/** A new key for `BROKER_SEALING_KEY`: `<keyId>.<base64url of the 32 private bytes>`. */
export function generateSealingKey(): string {
  const ecdh = createECDH(CURVE);
  const publicKey = ecdh.generateKeys();
  // A scalar that happens to begin with zeros comes back shorter.
  const padded = Buffer.concat([Buffer.alloc(PRIVATE_KEY_BYTES), ecdh.getPrivateKey()]);
  const keyId = createHash('sha256').update(publicKey).digest('hex').slice(0, 8);
  return `${keyId}.${padded.subarray(-PRIVATE_KEY_BYTES).toString('base64url')}`;
}

/**
 * @param text keys separated by commas: the first seals, all open
 * @throws Error with a sentence that holds nothing of the keys
 */
export async function createKeyring(text: string): Promise<Keyring> {
  const pairs = text.split(',').map((one) => parsePair(one.trim()));
  const [first] = pairs;
  if (!first) throw new Error('holds no key');
  const byId = new Map(pairs.map((pair) => [pair.keyId, pair]));
  if (byId.size < pairs.length) throw new Error('holds two keys with the same id');
  const kem = new DhkemP256HkdfSha256();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const imported = new Map<string, CryptoKeyPair>();
  /** By key and purpose; there are as many as the code has purposes. */
  const derived = new Map<string, Bytes>();
  for (const { keyId, privateBytes, publicBytes } of pairs)
    imported.set(keyId, {
      privateKey: await kem.importKey('raw', privateBytes.slice().buffer, false),
      publicKey: await kem.importKey('raw', publicBytes.slice().buffer, true),
    });

  async function openerFor(keyId: string, enc: Bytes): Promise<Opener | undefined> {
    const recipientKey = imported.get(keyId);
    if (!recipientKey) return undefined;
    const context = await suite
      .createRecipientContext({ recipientKey, enc: enc.slice().buffer, info })
      .catch(() => undefined);
    return (
      context &&
      (async (sealed, associated) =>
        context.open(sealed, associated).then(
          (opened) => new Uint8Array(opened),
          () => undefined,
        ))
    );
  }

  return {
    current: { keyId: first.keyId, publicKey: Buffer.from(first.publicBytes).toString('base64url') },
    has: (keyId) => byId.has(keyId),
    async seal(bytes, associated) {
      const recipientPublicKey = await kem.importKey('raw', first.publicBytes.slice().buffer, true);
      const { enc, ct } = await suite.seal({ recipientPublicKey, info }, bytes, associated);
      return new Uint8Array(Buffer.concat([new Uint8Array(enc), new Uint8Array(ct)]));
    },
    opener: openerFor,
    async open(keyId, sealed, associated) {
      if (sealed[0] === CHUNKED) return openChunked(openerFor, keyId, sealed, associated);
      const recipientKey = imported.get(keyId);
      if (!recipientKey) return undefined;
      const enc = sealed.slice(0, ENCAPSULATED_KEY_BYTES).buffer;
      const ciphertext = sealed.subarray(ENCAPSULATED_KEY_BYTES);
      return suite.open({ recipientKey, enc, info }, ciphertext, associated).then(
        (opened) => new Uint8Array(opened),
        () => undefined,
      );
    },
    derive(keyId, purpose) {
      const pair = byId.get(keyId);
      if (!pair) return undefined;
      const name = `${keyId} ${purpose}`;
      const key =
        derived.get(name) ??
        new Uint8Array(hkdfSync('sha256', pair.privateBytes, '', `satchel/${purpose}`, DERIVED_KEY_BYTES));
      derived.set(name, key);
      return key;
    },
  };
}

async function openChunked(
  openerFor: Keyring['opener'],
  keyId: string,
  sealed: Bytes,
  associated: Bytes,
): Promise<Bytes | undefined> {
  const start = 1 + ENCAPSULATED_KEY_BYTES;
  const open = await openerFor(keyId, sealed.subarray(1, start));
  const opened: Bytes[] = [];
  for (let at = start; open && (at < sealed.byteLength || at === start); at += CHUNK_BYTES + TAG_BYTES) {
    const end = at + CHUNK_BYTES + TAG_BYTES;
    const chunk = await open(sealed.subarray(at, end), chunkBytes(associated, end >= sealed.byteLength));
    if (!chunk) return undefined;
    opened.push(chunk);
  }
  return open && new Uint8Array(Buffer.concat(opened));
}

function parsePair(text: string): Pair {
  const [, keyId, scalar] = /^([\w-]{1,32})\.([\w-]{43})$/.exec(text) ?? [];
  if (!keyId || !scalar) throw new Error('is not <keyId>.<43 base64url characters>; make one with `keygen`');
  const privateBytes = new Uint8Array(Buffer.from(scalar, 'base64url'));
  const ecdh = createECDH(CURVE);
  try {
    ecdh.setPrivateKey(privateBytes);
  } catch {
    throw new Error(`holds a key that is not a P-256 private key (${keyId})`);
  }
  return { keyId, privateBytes, publicBytes: new Uint8Array(ecdh.getPublicKey()) };
}
