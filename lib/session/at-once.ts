import { Failed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';

const VAULT_LOCK = 'satchel-vault';

/** Looking and writing is one act over all contexts; nothing in it waits for the network. */
export function createAtOnce({ lock }: Pick<World, 'lock'>) {
  return async function atOnce<T>(work: () => Promise<T>): Promise<T> {
    const done = await lock(VAULT_LOCK, {}, async () => ({ value: await work() }));
    if (!done) throw new Failed('bug', { detail: 'the vault lock was not granted' });
    return done.value;
  };
}
