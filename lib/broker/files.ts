import type { FolderOf } from './folders';
import type { Keyring } from './keyring';
import type { Notes } from './notes';
import type { Objects } from './objects';
import { openPieces } from './opening';
import type { FileTicket, PathTokens } from './path-tokens';
import { FileTicket as Ticket } from './path-tokens';
import type { Range } from './ranges';
import { readRange, within } from './ranges';
import type { RefusalCode } from './refused';
import { Refused } from './refused';
import { createTurns } from './turns';
import { fileName, objectKey } from './uploads';

/** Captures begun at the same time: one of the older kind takes twice its size of memory then. */
const AT_ONCE = 4;

type Bytes = Uint8Array<ArrayBuffer>;

export interface FilesDeps {
  readonly keyring: Keyring;
  readonly objects: Objects;
  readonly notes: Notes;
  readonly folderOf: FolderOf;
  readonly tokens: PathTokens;
  /** A stream ended early: why. */
  readonly report: (code: RefusalCode) => void;
}

/** What Atlas is given of one attempt. `bytes` is missing when only its headers were asked for. */
export interface Served {
  readonly contentType: string;
  /** Of the whole document, bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly range?: Range | undefined;
  readonly bytes?: ReadableStream<Bytes>;
}

/** Serves each attempt's `file_url` to Atlas: opens the sealed capture and proves that it is the one sent. */
export function createFiles({ keyring, objects, notes, folderOf, tokens, report }: FilesDeps) {
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

  /** The opened bytes, of which the first piece is proven already. */
  async function open(ticket: FileTicket): Promise<AsyncGenerator<Bytes>> {
    const stored = await objects.get(await objectKey({ keyring, folderOf }, ticket));
    if (!stored) throw new Refused('not_found');
    const pieces = openPieces(keyring, ticket, stored);
    const first = await pieces.next();
    return first.done ? pieces : prepend(first.value, pieces);
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
     * A capture that is wrong after its first piece ends the stream with an error; what was sent of it stays noted.
     *
     * @param rangeHeader as HTTP has it, of the opened bytes
     * @throws Refused `not_found`, `withdrawn`, `range_not_there`, `capture_damaged`
     */
    async serve(token: string, name: string, rangeHeader?: string): Promise<Served> {
      const ticket = await ticketFor(token, name);
      await refuseWithdrawn(ticket);
      const range = readRange(rangeHeader, ticket.opened.size);
      if (range === 'none') throw new Refused('range_not_there');
      const pieces = await turns(() => open(ticket));
      try {
        await notes.write(ticket.owner, ticket.documentId, 'fetched');
        await refuseWithdrawn(ticket);
      } catch (thrown) {
        await pieces.return(undefined);
        throw thrown;
      }
      const bytes = range ? within(pieces, range) : pieces;
      return { ...ticket.opened, range, bytes: streamOf(reporting(bytes, report)) };
    },

    /** As `serve`, without bytes: nothing is opened, and it does not count as fetched. */
    async describe(token: string, name: string): Promise<Served> {
      const ticket = await ticketFor(token, name);
      await refuseWithdrawn(ticket);
      if (!(await objects.head(await objectKey({ keyring, folderOf }, ticket))))
        throw new Refused('not_found');
      return ticket.opened;
    },
  };
}

async function* prepend(first: Bytes, rest: AsyncGenerator<Bytes>): AsyncGenerator<Bytes> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** What goes wrong after the headers can only end the stream; the log is where it is told. */
async function* reporting(bytes: AsyncGenerator<Bytes>, report: FilesDeps['report']): AsyncGenerator<Bytes> {
  try {
    yield* bytes;
  } catch (thrown) {
    report(thrown instanceof Refused ? thrown.code : 'bug');
    throw thrown;
  }
}

/** Asked for one piece at a time, so that nothing is opened that nobody takes. */
function streamOf(pieces: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      async pull(to) {
        const next = await pieces.next();
        if (next.done === true) to.close();
        else to.enqueue(next.value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
