import type { Capture } from '@/lib/domain/capture';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder-id';
import { MOST_IN_PART } from '@/lib/domain/folder';
import type { Kind } from '@/lib/domain/organisation';
import { isKept } from './contents';

/* A part of a folder is a flow like any other. What differs is what may come in, and what is there already. */

/** Which folder a file is of, and the file's SHA-256 by which it is known again. */
export interface FolderFile {
  readonly folderId: FolderId;
  readonly file: string;
}

/** What this very file became before, whatever kind it was said to be: it need not be read again. */
export function fileIn(flow: Flow, file: string): FlowDocument | undefined {
  return documentOf(flow, (capture) => capture.file === file);
}

/** The document with the same content: in a folder nobody asks whether both are meant. */
export function contentIn(flow: Flow, { opened }: Capture): FlowDocument | undefined {
  return documentOf(flow, (capture) => capture.opened.sha256 === opened.sha256);
}

/** What was replaced is in the folder by what took its place: chosen again, it is no new document. */
function documentOf(flow: Flow, isIt: (capture: Capture) => boolean): FlowDocument | undefined {
  return flow.documents.find(
    (document) => isKept(document) && document.attempts.some(({ capture }) => isIt(capture)),
  );
}

/**
 * What the agent says these are, in the place of what was guessed. Atlas finds the type by itself: a kind is the agent's
 * order, and stands in the receipt from the send on.
 * @throws Failed `gone` for what is of no folder, `in-the-way` for what he has sent
 */
export function sayKind(flow: Flow, slotIds: readonly string[], kind: Kind): Flow {
  if (flow.folder === undefined) throw new Failed('rejected', { reason: 'gone' });
  const named = new Set(slotIds);
  const documents = flow.documents.map((document): FlowDocument => {
    if (!named.has(document.slotId)) return document;
    if (!isUnsent(currentAttempt(document))) throw new Failed('rejected', { reason: 'in-the-way' });
    return { ...document, kind };
  });
  return { ...flow, documents };
}

const isUnsent = ({ state, wanted }: Attempt) => !wanted && (state === 'captured' || state === 'stored');

/**
 * A new document comes in only where it belongs: a portal's page may not add to a folder by naming it.
 * @throws Failed `in-the-way` for what is of another folder or of none, `folder-full`
 */
export function mustTake(flow: Flow, folder: FolderFile | undefined): void {
  if (flow.folder !== folder?.folderId) throw new Failed('rejected', { reason: 'in-the-way' });
  if (folder && flow.documents.length >= MOST_IN_PART)
    throw new Failed('rejected', { reason: 'folder-full' });
}
