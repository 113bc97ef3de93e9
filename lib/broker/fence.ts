import type { Evidence } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import type { Notes } from './notes';

type Seen = Evidence[number];

/** What is known of attempts, and how they are withdrawn. `files.ts` draws why the order matters. */
export function createFence(notes: Notes) {
  async function seen(owner: Owner, documentId: string, withdrawnAt: number | undefined): Promise<Seen> {
    const fetchedAt = await notes.at(owner, documentId, 'fetched');
    return {
      documentId,
      ...(fetchedAt === undefined ? {} : { fetchedAt }),
      ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
    };
  }

  return {
    async evidence(owner: Owner, documentId: string): Promise<Seen> {
      return seen(owner, documentId, await notes.at(owner, documentId, 'withdrawn'));
    },

    /** After this no byte of the attempt is served; what was served before is in the answer. */
    async withdraw(owner: Owner, documentId: string): Promise<Seen> {
      return seen(owner, documentId, await notes.write(owner, documentId, 'withdrawn'));
    },
  };
}
