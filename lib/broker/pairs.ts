import { LRUCache } from 'lru-cache';
import type { Owner } from '@/lib/domain/agent';
import type { FolderOf } from './folders';
import type { Objects } from './objects';
import { segment } from './objects';

/** Flows that one loan is believed to have had: Atlas may open another after the first. */
const MOST = 16;
const REMEMBERED = 10_000;

/**
 * Which of Atlas's flows belong to a loan, as its agent says when he asks for one. From then on nothing about another
 * flow is taken at the loan's callback address.
 */
export function createPairs({
  objects,
  folderOf,
}: {
  readonly objects: Objects;
  readonly folderOf: FolderOf;
}) {
  const known = new LRUCache<string, true>({ max: REMEMBERED });

  const folder = async (owner: Owner, loanId: string) =>
    `${await folderOf('pairs', owner)}${await segment(`loan:${loanId}`)}/`;

  return {
    /** The agent says that this flow is of this loan. */
    async know(owner: Owner, loanId: string, flowUuid: string): Promise<void> {
      const place = await folder(owner, loanId);
      const key = place + (await segment(`flow:${flowUuid}`));
      if (known.has(key)) return;
      const all = await objects.list(place);
      if (!all.includes(key) && all.length < MOST) await objects.put(key, new Uint8Array(1), 'text/plain');
      known.set(key, true);
    },

    /** Whether a payload that names this flow may be about this loan; before anything is known, any may. */
    async allows(owner: Owner, loanId: string, flowUuid: string): Promise<boolean> {
      const place = await folder(owner, loanId);
      const all = await objects.list(place);
      return all.length === 0 || all.includes(place + (await segment(`flow:${flowUuid}`)));
    },
  };
}
export type Pairs = ReturnType<typeof createPairs>;
