import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder-id';
import type { Writing } from './migrations';

/*
 * In a folder each content is one document, in whatever part it lies. Two files with different bytes may come out the
 * same, and belong to two parts: so the database finds a part by what it holds, in the transaction that would add it.
 */

/** What Atlas would read of a document of a folder, by its SHA-256. */
export interface FolderContent {
  readonly folderId: FolderId;
  readonly sha256: string;
}

/** By this the database finds a part. */
const keyOf = ({ folderId, sha256 }: FolderContent) => `${folderId}/${sha256}`;

/**
 * The keys of all that a part has and of what was replaced in it, since that has come to the folder, too.
 * @returns `undefined` for what is of no folder
 */
export function contentsOf({ folder: folderId, documents }: Flow): string[] | undefined {
  if (folderId === undefined) return undefined;
  const captures = documents.filter(isKept).flatMap(({ attempts }) => attempts.map(({ capture }) => capture));
  return [...new Set(captures.map(({ opened: { sha256 } }) => keyOf({ folderId, sha256 })))];
}

/** It has the content, or had it before it was replaced. */
export const isHolding = ({ contents }: Flow, content: FolderContent) =>
  contents?.includes(keyOf(content)) ?? false;

/** The parts of an agent's folder that have a content, or had it before it was replaced. */
export async function holding(
  tx: Writing<'readwrite'>,
  owner: Owner,
  content: FolderContent,
  parse: (stored: unknown) => Flow | undefined,
): Promise<Flow[]> {
  const stored = await tx.objectStore('flows').index('contents').getAll(keyOf(content));
  return stored.flatMap((record) => parse(record) ?? []).filter((flow) => isOwner(flow, owner));
}

/** What a write puts into a folder that was not in this very place before. */
export function broughtBy(flow: Flow, before: Flow | undefined): Array<FolderContent & { slotId: string }> {
  const { folder: folderId } = flow;
  if (folderId === undefined) return [];
  const known = new Map(before?.documents.map((document) => [document.slotId, contentOf(document)]));
  return flow.documents.flatMap((document) => {
    const [{ slotId }, sha256] = [document, contentOf(document)];
    return sha256 === undefined || sha256 === known.get(slotId) ? [] : { folderId, sha256, slotId };
  });
}

/**
 * Nobody is asked “Same document?” in a folder: whoever brings the content of one document as another is refused.
 * @param parts the one that is written, as it will be, and all others that may have it
 * @throws Failed `in-folder`
 */
export function mustBeOnce({ slotId, sha256 }: { slotId: string; sha256: string }, parts: Flow[]): void {
  const has = (document: FlowDocument) => document.slotId !== slotId && contentOf(document) === sha256;
  if (parts.some(({ documents }) => documents.some(has)))
    throw new Failed('rejected', { reason: 'in-folder' });
}

/** What was discarded is on its way out: the same bytes come in anew. */
export const isKept = (document: FlowDocument) => currentAttempt(document).state !== 'discarded';

const contentOf = (document: FlowDocument) =>
  isKept(document) ? currentAttempt(document).capture.opened.sha256 : undefined;
