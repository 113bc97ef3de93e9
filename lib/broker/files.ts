import { bindingBytes } from '@/lib/domain/capture';
import type { Keyring } from './keyring';
import type { Notes } from './notes';
import type { Objects } from './objects';
import { readAll } from './objects';
import type { FileTicket, PathTokens } from './path-tokens';
import { FileTicket as Ticket } from './path-tokens';
import { Refused } from './refused';
import { createTurns } from './turns';
import { fileName, objectKey } from './uploads';

/** Captures opened at the same time: each takes twice its size of memory. */
const AT_ONCE = 4;

export interface FilesDeps {
  readonly keyring: Keyring;
  readonly objects: Objects;
  readonly notes: Notes;
  readonly tokens: PathTokens;
}

/** What Atlas is given of one attempt. `bytes` is missing when only its headers were asked for. */
export interface Served {
  readonly contentType: string;
  readonly size: number;
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Serves each attempt's `file_url` to Atlas: opens the sealed capture and proves that it is the one sent. */
export function createFiles({ keyring, objects, notes, tokens }: FilesDeps) {
  const turns = createTurns(AT_ONCE);

  async function ticketFor(token: string, name: string): Promise<FileTicket> {
    const ticket = await tokens.read('file', Ticket, token);
    if (!ticket || name !== fileName(ticket)) throw new Refused('not_found');
    return ticket;
  }

  async function refuseWithdrawn({ owner, documentId }: FileTicket): Promise<void> {
    const withdrawnAt = await notes.at(owner, documentId, 'withdrawn');
    if (withdrawnAt !== undefined) throw new Refused('withdrawn');
  }

  /** AES-GCM proves the whole or nothing: no byte may be trusted, so none is sent, before the last is in. */
  async function open(ticket: FileTicket): Promise<Uint8Array<ArrayBuffer>> {
    const { keyId, binding, sealed, opened } = ticket;
    const stream = await objects.get(await objectKey(keyring, ticket));
    if (!stream) throw new Refused('not_found');
    const stored = await readAll(stream, sealed.size);
    if (!stored || !(await isThis(stored, sealed))) throw new Refused('capture_damaged');
    const bytes = await keyring.open(keyId, stored, bindingBytes(binding));
    if (!bytes || !(await isThis(bytes, opened))) throw new Refused('capture_damaged');
    return bytes;
  }

  return {
    /**
     * The bytes for Atlas, noted as fetched.
     *
     *   here:   note fetched ──> look for withdrawn ──> send
     *   fence:  note withdrawn ──> look for fetched ──> answer
     *
     * Whichever comes first, one of the two sees the other's note: either the fence knows of the fetch, or
     * the fetch is refused. A fetch refused by its second look stays noted: "may have been read" is the side
     * to err on.
     *
     * @throws Refused `not_found`, `withdrawn`, `capture_damaged`
     */
    async serve(token: string, name: string): Promise<Served> {
      const ticket = await ticketFor(token, name);
      await refuseWithdrawn(ticket);
      const bytes = await turns(() => open(ticket));
      await notes.write(ticket.owner, ticket.documentId, 'fetched');
      await refuseWithdrawn(ticket);
      return { contentType: ticket.opened.contentType, size: bytes.byteLength, bytes };
    },

    /** As `serve`, without bytes: nothing is opened, and it does not count as fetched. */
    async describe(token: string, name: string): Promise<Served> {
      const ticket = await ticketFor(token, name);
      await refuseWithdrawn(ticket);
      if (!(await objects.head(await objectKey(keyring, ticket)))) throw new Refused('not_found');
      return ticket.opened;
    },
  };
}

async function isThis(bytes: Uint8Array<ArrayBuffer>, wanted: { size: number; sha256: string }) {
  if (bytes.byteLength !== wanted.size) return false;
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Buffer.from(hash).toString('hex') === wanted.sha256;
}
