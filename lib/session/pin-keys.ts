import { hkdf } from '@noble/hashes/hkdf.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** What scrypt (RFC 7914) is made to cost. */
export interface PinCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}
/** 64 MiB and most of a second of an ordinary laptop: what OWASP asks of scrypt. */
export const PIN_COST: PinCost = { N: 2 ** 16, r: 8, p: 2 };
const KEY_BYTES = 32;
const IV_BYTES = 12;
const AES = 'AES-GCM';

/** What a seal is bound to: it opens as nobody else's and under no other name. */
export type PinBinding = readonly [tenantId: string, agentId: string, handle: string];

/**
 * What follows from a PIN. Slow on purpose.
 * @param salt hex
 * @returns `proof`: shown to the broker, which learns nothing of the PIN or of `half` from it; `half`: of the key
 */
export function stretch(pin: string, salt: string, cost: PinCost): { proof: string; half: string } {
  const slow = scrypt(utf8ToBytes(pin), hexToBytes(salt), { ...cost, dkLen: KEY_BYTES });
  return { proof: derive(slow, 'proof'), half: derive(slow, 'half') };
}

/** The key of the seal: whoever lacks one of the halves has nothing. */
export function joined(half: string, share: string): string {
  return derive(concatBytes(hexToBytes(half), hexToBytes(share)), 'seal');
}

/** @param seed anything that nobody can guess or has seen before @returns 32 bytes, hex */
export function fromSeed(seed: string): string {
  return bytesToHex(sha256(utf8ToBytes(seed)));
}

/** @param seed makes the nonce, so it must never be the same twice @returns nonce and ciphertext, hex */
export async function sealToken(
  key: string,
  token: string,
  binding: PinBinding,
  seed: string,
): Promise<string> {
  const iv = hexToBytes(fromSeed(seed)).slice(0, IV_BYTES);
  const params = { name: AES, iv, additionalData: bound(binding) };
  const sealed = await crypto.subtle.encrypt(params, await imported(key), new TextEncoder().encode(token));
  return bytesToHex(concatBytes(iv, new Uint8Array(sealed)));
}

/** Undefined when the key is another one or the seal was damaged. */
export async function openToken(
  key: string,
  sealed: string,
  binding: PinBinding,
): Promise<string | undefined> {
  const bytes = hexToBytes(sealed).slice();
  const params = { name: AES, iv: bytes.slice(0, IV_BYTES), additionalData: bound(binding) };
  const opening = crypto.subtle.decrypt(params, await imported(key), bytes.slice(IV_BYTES));
  return opening.then(
    (opened) => new TextDecoder().decode(opened),
    () => undefined,
  );
}

function derive(from: Uint8Array, purpose: string): string {
  return bytesToHex(hkdf(sha256, from, undefined, utf8ToBytes(`satchel/pin/${purpose}`), KEY_BYTES));
}

const bound = (binding: PinBinding) =>
  new TextEncoder().encode(JSON.stringify(['satchel/pin/1', ...binding]));
const imported = (key: string) =>
  crypto.subtle.importKey('raw', hexToBytes(key).slice(), AES, false, ['encrypt', 'decrypt']);
