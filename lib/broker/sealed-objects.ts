import type { z } from 'zod';
import { parseJson } from './json';
import type { Keyring } from './keyring';
import type { Objects } from './objects';
import { readAll } from './objects';

const LINE_BREAK = 10;
/** What the seal and the line before it add at the most. */
const AROUND_BYTES = 1_024;

/**
 * Values that lie in the store sealed to the broker's own key: whoever sees the store reads none of them, and one that
 * was put in another's place does not open. Which key opens it stands before the seal, in clear.
 */
export function createSealedObjects({
  keyring,
  objects,
}: {
  readonly keyring: Keyring;
  readonly objects: Objects;
}) {
  return {
    /** @param bound what the value is, and whose: it opens with the same words alone */
    async write(key: string, bound: readonly string[], value: unknown): Promise<void> {
      const sealed = await keyring.seal(bytesOf(value), bytesOf(bound));
      const head = new TextEncoder().encode(`${keyring.current.keyId}\n`);
      const all = new Uint8Array(Buffer.concat([head, sealed]));
      await objects.put(key, all, 'application/octet-stream');
    },

    /** @param limit bytes of the value as JSON; undefined: there is none, or none that opens and fits */
    async read<T>(
      key: string,
      bound: readonly string[],
      shape: z.ZodType<T>,
      limit: number,
    ): Promise<T | undefined> {
      const stream = await objects.get(key);
      const bytes = stream && (await readAll(stream, limit + AROUND_BYTES));
      if (!bytes) return undefined;
      const end = bytes.indexOf(LINE_BREAK);
      const keyId = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
      const opened = await keyring.open(keyId, bytes.slice(end + 1), bytesOf(bound));
      return opened && shape.safeParse(parseJson(new TextDecoder().decode(opened))).data;
    },
  };
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
