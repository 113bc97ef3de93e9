import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import { parseJson } from './json';
import type { FolderOf } from './folders';
import type { Objects } from './objects';
import { readAll } from './objects';

/** What the broker remembers of an attempt: Atlas fetched it; the agent withdrew it. */
export type Note = 'fetched' | 'withdrawn';

const NOTE_BYTES = 1_000;
/** A note that cannot be read was written all the same: only when is lost. */
const Written = z.object({ at: z.number() }).catch({ at: 0 });

/**
 * Notes lie in the object store, so that every process of the broker sees them. They are under the agent's
 * own path: another agent's note of the same id is another note.
 */
export function createNotes(world: Pick<World, 'now'>, objects: Objects, folderOf: FolderOf) {
  async function keyOf(owner: Owner, documentId: string, note: Note): Promise<string> {
    return `${await folderOf('notes', owner)}${documentId}/${note}`;
  }

  async function readAt(key: string): Promise<number | undefined> {
    const stream = await objects.get(key);
    if (!stream) return undefined;
    const bytes = await readAll(stream, NOTE_BYTES);
    return Written.parse(parseJson(new TextDecoder().decode(bytes))).at;
  }

  return {
    /** When it was first noted, epoch milliseconds; undefined when it was not. */
    async at(owner: Owner, documentId: string, note: Note): Promise<number | undefined> {
      return readAt(await keyOf(owner, documentId, note));
    },

    async has(owner: Owner, documentId: string, note: Note): Promise<boolean> {
      return (await objects.head(await keyOf(owner, documentId, note))) !== undefined;
    },

    /** Notes it and says when it was noted first. */
    async write(owner: Owner, documentId: string, note: Note): Promise<number> {
      const key = await keyOf(owner, documentId, note);
      const before = await readAt(key);
      if (before !== undefined) return before;
      const at = world.now();
      await objects.put(key, new TextEncoder().encode(JSON.stringify({ at })), 'application/json');
      return at;
    },
  };
}
export type Notes = ReturnType<typeof createNotes>;
