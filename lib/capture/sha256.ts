/** SHA-256 as lower-case hex. */
export async function sha256(bytes: BufferSource | Blob): Promise<string> {
  const source = bytes instanceof Blob ? await bytes.arrayBuffer() : bytes;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', source));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
