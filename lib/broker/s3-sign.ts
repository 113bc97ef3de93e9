import type { World } from '@/lib/world';

const SECOND = 1_000;
export const checksumHeader = 'x-amz-checksum-sha256';

/** How a PUT is signed for `lifetimeMs`, so that length, type and checksum are part of what is signed. */
export function signing({ now }: Pick<World, 'now'>, lifetimeMs: number) {
  return {
    expiresIn: lifetimeMs / SECOND,
    signingDate: new Date(now()),
    signableHeaders: new Set(['host', 'content-length', 'content-type', checksumHeader]),
    // As a header, the store compares it with the body; in the query it would be decoration.
    unhoistableHeaders: new Set([checksumHeader]),
  };
}

/** A hash as the store writes it. */
export const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
