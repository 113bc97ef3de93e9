import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Binding } from '@/lib/domain/capture';
import { bindingBytes } from '@/lib/domain/capture';

/** The broker's public key: DHKEM(P-256), base64url of the 65 uncompressed bytes. */
export interface SealingKey {
  readonly keyId: string;
  readonly publicKey: string;
}

const INFO = 'satchel/1';

/**
 * Closes bytes to the broker's key (HPKE, RFC 9180, base mode). Nothing on this device can open them again.
 * @returns encapsulated key (65 bytes) followed by the ciphertext
 * @throws DOMException or the library's own error when the key is none
 */
export async function seal(
  bytes: BufferSource,
  key: SealingKey,
  binding: Binding,
): Promise<Uint8Array<ArrayBuffer>> {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64Url(key.publicKey));
  const info = new TextEncoder().encode(INFO);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const ciphertext = await sender.seal(bytes, bindingBytes(binding));
  const sealed = new Uint8Array(sender.enc.byteLength + ciphertext.byteLength);
  sealed.set(new Uint8Array(sender.enc));
  sealed.set(new Uint8Array(ciphertext), sender.enc.byteLength);
  return sealed;
}

function fromBase64Url(text: string): ArrayBuffer {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer;
}
