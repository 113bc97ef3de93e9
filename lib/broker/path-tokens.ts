import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';
import { ContentType, Sha256 } from '@/lib/domain/capture';
import type { Keyring } from './keyring';

const algorithm = 'HS256';
const hmac = { name: 'HMAC', hash: 'SHA-256' };
const Size = z.number().int().positive();

/** Whose flow `auth_url` is for. */
export const EntryTicket = z.tuple([z.string(), z.string()]);

/** Everything that serving one attempt needs, in the order of `fileTicket`: short, since it is an address. */
const FileTuple = z.tuple([
  z.string(),
  z.string(),
  z.uuid(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  Sha256,
  Size,
  Sha256,
  Size,
  ContentType,
]);

export const FileTicket = FileTuple.transform(
  ([tenantId, agentId, documentId, keyId, loanId, slotId, captureId, sha256, size, opened, was, type]) => ({
    owner: { tenantId, agentId },
    documentId,
    keyId,
    binding: { tenant: tenantId, agentId, loanId, slotId, captureId },
    sealed: { sha256, size },
    opened: { sha256: opened, size: was, contentType: type },
  }),
);
export type FileTicket = z.infer<typeof FileTicket>;

export function fileClaims({ owner, documentId, keyId, binding, sealed, opened }: FileTicket) {
  const { loanId, slotId, captureId } = binding;
  const bound = [owner.tenantId, owner.agentId, documentId, keyId, loanId, slotId, captureId];
  return [...bound, sealed.sha256, sealed.size, opened.sha256, opened.size, opened.contentType];
}

/** What a token is for; each use has a key of its own, so that one cannot pass for another. */
export type Use = 'file' | 'entry' | 'auth';

/**
 * Signed tokens that stand in addresses we hand to Atlas: compact JWS (HS256) under keys derived from the
 * sealing keys. No time in them: the same claims give the same address.
 */
export function createPathTokens(keyring: Keyring) {
  /** By use and sealing key: to import one costs as much as to sign with it. */
  const imported = new Map<string, Promise<CryptoKey>>();

  async function keyOf(use: Use, keyId: string): Promise<CryptoKey> {
    const secret = keyring.derive(keyId, `token/${use}`);
    if (!secret) throw new RangeError('no such sealing key');
    const name = `${use} ${keyId}`;
    const key = imported.get(name) ?? crypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify']);
    imported.set(name, key);
    return key;
  }

  return {
    /** @param keyId the sealing key to sign under; its token works as long as that key is held */
    async sign(use: Use, claims: unknown, keyId = keyring.current.keyId): Promise<string> {
      return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .sign(await keyOf(use, keyId));
    },

    /** Undefined for anything that is not a token of ours for this use. */
    async read<T>(use: Use, shape: z.ZodType<T>, token: string): Promise<T | undefined> {
      const keyFor = ({ kid }: { kid?: string }) => keyOf(use, kid ?? '');
      const verified = await compactVerify(token, keyFor, { algorithms: [algorithm] }).catch(() => undefined);
      if (!verified) return undefined;
      return shape.parse(JSON.parse(new TextDecoder().decode(verified.payload)));
    },
  };
}
export type PathTokens = ReturnType<typeof createPathTokens>;
