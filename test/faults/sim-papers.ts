import { createHash, hash } from 'node:crypto';
import type { Keyring } from '@/lib/broker/keyring';
import { bindingBytes } from '@/lib/domain/capture';
import type { IntakeDeps } from '@/lib/outbox/intake';
import type { Read } from '@/test/emulators/atlas-reading';
import type { Context } from './sim-context';

type Bytes = Uint8Array<ArrayBuffer>;
/** As long as a real seal's: encapsulated key, then the tag. */
const HEAD_BYTES = 81;
const keyId = 'k1';

const contents = new WeakMap<Blob, Bytes>();
export const hashOf = (bytes: Uint8Array) => hash('sha256', bytes);

/** A file, and the SHA-256 of what Atlas will read of it. */
export interface Paper {
  readonly blob: Blob;
  readonly sha256: string;
}

/** A document whose text is what Atlas reads in it. */
export function paper(kind: string, value: string): Paper {
  const bytes = new TextEncoder().encode(`%PDF-1.7 ${kind} ${value}\n%%EOF`);
  const blob = new Blob([bytes], { type: 'application/pdf' });
  contents.set(blob, bytes);
  return { blob, sha256: hashOf(bytes) };
}

/** Another file, which comes out the same: of a scan that was saved twice, only what is stripped differs. */
export function copyOf({ blob, sha256 }: Paper, n: number): Paper {
  const bytes = contents.get(blob);
  if (!bytes) throw new RangeError('not a paper of this story');
  const copy = new Blob([bytes, `%saved again ${n}`], { type: blob.type });
  contents.set(copy, bytes);
  return { blob: copy, sha256 };
}

export const readPaper: Read = async (bytes) => {
  const text = new TextDecoder().decode(bytes);
  const [, kind = '', value = ''] = /^%PDF-1\.7 (\w+) (.*)\n%%EOF$/.exec(text) ?? [];
  return { documentType: kind, fields: { number: { value, confidence_score: 0.98 } } };
};

/** Stands for HPKE: opens only under the associated data it was sealed with, and costs nothing. */
function sealBytes(bytes: Bytes, associated: Uint8Array): Bytes {
  const head = hashOf(associated).padEnd(HEAD_BYTES, '.').slice(0, HEAD_BYTES);
  const sealed = new Uint8Array(HEAD_BYTES + bytes.length);
  sealed.set(new TextEncoder().encode(head));
  sealed.set(
    bytes.map((byte) => byte ^ 0x5a),
    HEAD_BYTES,
  );
  return sealed;
}

export const keyring: Keyring = {
  current: { keyId, publicKey: 'A'.repeat(87) },
  has: (id) => id === keyId,
  seal: async (bytes, associated) => sealBytes(bytes, associated),
  async open(id, sealed, associated) {
    const opened = sealed.slice(HEAD_BYTES).map((byte) => byte ^ 0x5a);
    const fits = id === keyId && hashOf(sealBytes(opened, associated)) === hashOf(sealed);
    return fits ? opened : undefined;
  },
  // Papers of the stories are sealed in one piece.
  opener: async () => undefined,
  derive(id, purpose) {
    if (id !== keyId) return undefined;
    return new Uint8Array(createHash('sha256').update(purpose).digest());
  },
};

/** What `lib/capture` does, without codecs and ciphers. */
export function createSimTake({ world, op }: Context): IntakeDeps['take'] {
  return async (blob, source, binding) => {
    const bytes = contents.get(blob);
    if (!bytes) throw new RangeError('not a paper of this story');
    await op(() => undefined, { most: 60 });
    const captureId = world.id();
    const sealed = sealBytes(bytes, bindingBytes({ ...binding, captureId }));
    return {
      capture: {
        captureId,
        opened: { sha256: hashOf(bytes), size: bytes.length, contentType: 'application/pdf' },
        sealed: { sha256: hashOf(sealed), size: sealed.length, keyId },
        source,
        capturedAt: world.now(),
      },
      sealed: new Blob([sealed], { type: 'application/octet-stream' }),
    };
  };
}
