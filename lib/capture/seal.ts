import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Binding } from '@/lib/domain/capture';
import { bindingBytes, CHUNK_BYTES, chunkBytes, CHUNKED, TAG_BYTES } from '@/lib/domain/capture';

/** The broker's public key: DHKEM(P-256), base64url of the 65 uncompressed bytes. */
export interface SealingKey {
  readonly keyId: string;
  readonly publicKey: string;
}

const INFO = 'satchel/1';

/**
 * Closes bytes to the broker's key (HPKE, RFC 9180, base mode). Nothing on this device can open them again.
 * In chunks, so that the broker can open them while it sends.
 * @returns as `CHUNKED` draws it
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
  const associated = bindingBytes(binding);
  const clear = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  const count = Math.max(1, Math.ceil(clear.byteLength / CHUNK_BYTES));
  const sealed = new Uint8Array(1 + sender.enc.byteLength + clear.byteLength + count * TAG_BYTES);
  sealed.set([CHUNKED]);
  sealed.set(new Uint8Array(sender.enc), 1);
  let end = 1 + sender.enc.byteLength;
  for (let index = 0; index < count; index += 1) {
    const chunk = clear.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    const ciphertext = await sender.seal(chunk, chunkBytes(associated, index === count - 1));
    sealed.set(new Uint8Array(ciphertext), end);
    end += ciphertext.byteLength;
  }
  return sealed;
}

function fromBase64Url(text: string): ArrayBuffer {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer;
}
