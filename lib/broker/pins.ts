import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { PinHalf, PinOpened } from '@/lib/contract/pin';
import { Key } from '@/lib/contract/pin';
import type { Keyring } from './keyring';
import type { Objects } from './objects';
import { createSealedObjects } from './sealed-objects';

const KEY_BYTES = 32;
/** Wrong PINs after which the share is gone. */
export const PIN_TRIES = 5;
const RECORD_BYTES = 4_096;
const JSON_TYPE = 'application/json';

/** Of the proof only its hash is kept. */
const Record = z.object({ proof: Key, share: Key });
const gone: PinOpened = { left: 0 };

/**
 * The broker's half of staying signed in by a PIN: a random share, sealed to the broker's own key in the store, which
 * is released against a proof. Of the PIN itself nothing is ever seen here.
 *
 * Each try takes a place of its own by a conditional write before its proof is looked at, so that five are looked at
 * however many ask at once and at whichever process. The right one gives its place back; the wrong ones stay.
 */
export function createPins({ keyring, objects }: { readonly keyring: Keyring; readonly objects: Objects }) {
  const sealed = createSealedObjects({ keyring, objects });
  const read = (folder: string) => sealed.read(`${folder}share`, bound(folder), Record, RECORD_BYTES);

  /** @returns the key of the place taken, and how many are left; undefined: all are taken */
  async function takePlace(folder: string): Promise<{ key: string; left: number } | undefined> {
    for (let n = 1; n <= PIN_TRIES; n += 1) {
      const key = `${folder}try-${n}`;
      if (await objects.create(key, new Uint8Array(1), JSON_TYPE)) return { key, left: PIN_TRIES - n };
    }
    return undefined;
  }

  async function forget(handle: string): Promise<void> {
    const folder = folderOf(handle);
    // The share first: whoever has a place meanwhile finds nothing.
    await objects.delete(`${folder}share`);
    for (let n = 1; n <= PIN_TRIES; n += 1) await objects.delete(`${folder}try-${n}`);
  }

  return {
    /** @param proof what will be shown, in hex */
    async register(proof: string): Promise<PinHalf> {
      const [handle, share] = [random(), random()];
      const folder = folderOf(handle);
      await sealed.write(`${folder}share`, bound(folder), { proof: hash(proof), share });
      return { handle, share };
    },

    async open(handle: string, proof: string): Promise<PinOpened> {
      const folder = folderOf(handle);
      // Before a place is taken: a handle that is nobody's leaves nothing in the store.
      if (!(await objects.head(`${folder}share`))) return gone;
      const place = await takePlace(folder);
      const record = place && (await read(folder));
      if (record && isSame(record.proof, hash(proof))) {
        await objects.delete(place.key);
        return { share: record.share };
      }
      if (place && record && place.left > 0) return { left: place.left };
      // A share alone, without a place to try, opens nothing; the places stay, so that nothing begins anew.
      await objects.delete(`${folder}share`);
      return gone;
    },

    forget,
  };
}

const random = () => randomBytes(KEY_BYTES).toString('hex');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const isSame = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Whoever sees names in the store learns no handle from them. */
function folderOf(handle: string): string {
  return `pins/${hash(`satchel/pin ${handle}`)}/`;
}

const bound = (folder: string) => ['satchel/pin/1', folder];
