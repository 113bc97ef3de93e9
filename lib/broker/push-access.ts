import { createECDH } from 'node:crypto';

const CURVE = 'prime256v1';
const PRIVATE_KEY_BYTES = 32;

/** What pushes are sent with, and to whom. */
export interface PushAccess {
  /** Keys as base64url, `subject` as `mailto:` or https address of whoever answers for the pushes. */
  readonly vapidDetails: {
    readonly subject: string;
    readonly publicKey: string;
    readonly privateKey: string;
  };
  /** Host names of push services; `*.` stands for any name before it. */
  readonly services: readonly string[];
}

/** Those of Chrome, Firefox and Edge. */
export const knownServices = 'fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com';

/** @throws Error with a sentence that holds nothing of the key */
export function createPushAccess(privateKey: string, subject: string, services: string): PushAccess {
  const bytes = Buffer.from(privateKey, 'base64url');
  const ecdh = createECDH(CURVE);
  try {
    if (bytes.byteLength !== PRIVATE_KEY_BYTES) throw new Error('too short or too long');
    ecdh.setPrivateKey(bytes);
  } catch {
    throw new Error('is not the base64url of a P-256 private key; make one with `vapid`');
  }
  return {
    vapidDetails: { subject, publicKey: ecdh.getPublicKey('base64url'), privateKey },
    services: services.split(',').map((one) => one.trim().toLowerCase()),
  };
}

/** Whether a client may have us call this address: what it names is a host of the internet that we call with POST. */
export function isPushService({ services }: Pick<PushAccess, 'services'>, endpoint: string): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return false;
  return services.some((one) =>
    one.startsWith('*.') ? url.hostname.endsWith(one.slice(1)) : url.hostname === one,
  );
}
