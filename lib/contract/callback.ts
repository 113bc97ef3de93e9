const algorithm = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Binds an agent's callback address to one of his loans, without asking the broker. `<whose>.<mac>` becomes
 * `<whose>.<loan>.<mac of the loan under that mac>`: whoever is given this address can speak of this loan, and neither
 * go back to the wider address nor on to another loan.
 *
 * @param callbackUrl as the broker gave it; an address of another shape is another broker's, and goes on as it is
 */
export async function narrowCallback(callbackUrl: string, loanId: string): Promise<string> {
  const start = callbackUrl.lastIndexOf('/') + 1;
  const [whose, mac, ...more] = callbackUrl.slice(start).split('.');
  if (!whose || !mac || more.length > 0) return callbackUrl;
  const loan = hex(new TextEncoder().encode(loanId));
  return `${callbackUrl.slice(0, start)}${whose}.${loan}.${await macOf(bytesOf(mac), loan)}`;
}

/** @returns lower-case hex */
export async function macOf(key: Uint8Array<ArrayBuffer>, text: string): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(text))));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of lower-case hex; what is none of it is no byte. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((text.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}
