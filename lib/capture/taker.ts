import type { Binding, Capture, Source } from '@/lib/domain/capture';
import { PART_BYTES } from '@/lib/domain/capture';
import { type NormalisePorts, normalise } from './normalise';
import { type SealingKey, seal } from './seal';
import { sha256 } from './sha256';

export interface TakerPorts extends NormalisePorts {
  readonly world: {
    /** A random UUID. */
    id(): string;
    /** Epoch milliseconds. */
    now(): number;
  };
}

export interface TakeInput {
  readonly bytes: Blob;
  readonly source: Source;
  /** What the seal is bound to; the capture's own id is minted here. */
  readonly binding: Omit<Binding, 'captureId'>;
  readonly key: SealingKey;
  /** See `NormalisePorts.ceiling`. */
  readonly ceiling?: number | undefined;
}

export interface Taken {
  readonly capture: Capture;
  readonly sealed: Blob;
  /** See `Normalised.thumbnail`. */
  readonly thumbnail?: string;
}

/** Makes captures of bytes: normalised, hashed and sealed, ready for one transaction of the store. */
export function createTaker({ world, codecs, maxBytes }: TakerPorts) {
  return {
    /** @throws Failed as `normalise` does; nothing is kept then */
    async take({ bytes, source, binding, key, ceiling }: TakeInput): Promise<Taken> {
      const captureId = world.id();
      const capturedAt = world.now();
      const {
        bytes: opened,
        contentType,
        thumbnail,
      } = await normalise(bytes, {
        codecs,
        maxBytes,
        ceiling,
      });
      // Side by side, and hashed before it becomes a Blob: reading one back crosses processes.
      const [openedHash, { sealed, ...hashes }] = await Promise.all([
        sha256(opened),
        seal(opened, key, { ...binding, captureId }).then(hashed),
      ]);
      const capture: Capture = {
        captureId,
        opened: { sha256: openedHash, size: opened.byteLength, contentType },
        sealed: { ...hashes, size: sealed.byteLength, keyId: key.keyId },
        source,
        capturedAt,
      };
      const blob = new Blob([sealed], { type: 'application/octet-stream' });
      return { capture, sealed: blob, ...(thumbnail === undefined ? {} : { thumbnail }) };
    },
  };
}

/** Hashes the whole and its parts now that all of it is in memory: later it is a file that would have to be read. */
async function hashed(sealed: Uint8Array<ArrayBuffer>) {
  if (sealed.byteLength <= PART_BYTES) return { sealed, sha256: await sha256(sealed) };
  const count = Math.ceil(sealed.byteLength / PART_BYTES);
  const runs = Array.from({ length: count }, (_, at) =>
    sealed.subarray(at * PART_BYTES, (at + 1) * PART_BYTES),
  );
  const [whole, ...parts] = await Promise.all([sealed, ...runs].map(sha256));
  return { sealed, sha256: whole ?? '', parts: { size: PART_BYTES, sha256: parts } };
}
