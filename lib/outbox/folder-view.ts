import type { FolderRowView, FolderView } from '@/lib/contract/folder-view';
import type { CardState, DocumentState, DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { LoansView } from '@/lib/contract/loans-view';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { folderName, folderParts } from '@/lib/domain/folder';
import { languages } from '@/lib/domain/language';
import type { FolderId } from '@/lib/domain/folder-id';
import { isFoundIn } from '@/lib/domain/search';
import type { Sought } from './listing';
import { groupOf } from './listing';

/** What the parts of a folder come to: what the agent must do first, then what is under way. */
const states: readonly CardState[] = [
  'attention',
  'waiting',
  'retrying',
  'sending',
  'verifying',
  'comparing',
  'collecting',
  'unconfirmed',
  'verified',
];

/**
 * All parts of a folder as one.
 * @param views of these flows, in their order
 */
export function folderView(
  folderId: FolderId,
  flows: readonly Flow[],
  views: readonly FlowView[],
): FolderView {
  const rows = views.flatMap((view, at) => rowsOf(view, flows[at]));
  const [first] = views;
  const state = states.find((one) => views.some((view) => view.state === one)) ?? 'verified';
  const failure = views.find((view) => view.failure)?.failure;
  return {
    folderId,
    rows: rows.toSorted((a, b) => a.capturedAt - b.capturedAt),
    ...(first && {
      summary: {
        folderId,
        product: first.product,
        state,
        group: groupOf[state],
        counts: countsOf(rows),
        updatedAt: Math.max(...views.map(({ updatedAt }) => updatedAt)),
      },
    }),
    ...(failure && { failure }),
  };
}

function rowsOf({ flowId, documents }: FlowView, flow: Flow | undefined): FolderRowView[] {
  const attempts = new Map(flow?.documents.map((one) => [one.slotId, currentAttempt(one)]));
  return documents.map((document) => {
    const { verdictCode, failure } = document;
    const attempt = attempts.get(document.slotId);
    const isJudged = attempt?.state === 'read' || attempt?.state === 'refused';
    return {
      flowId,
      ...plain(document),
      ...(isJudged && attempt.documentType && { documentType: attempt.documentType }),
      ...(verdictCode !== undefined && { verdictCode }),
      ...(failure && { failure }),
    };
  });
}

/** What every row has: a thousand travel in one message. */
function plain(document: DocumentView) {
  const { slotId, kind, label, state, documentId, attempts, capturedAt, size } = document;
  const { wanted, isLate, isUnnumbered } = document;
  return { slotId, kind, label, state, documentId, attempts, capturedAt, size, wanted, isLate, isUnnumbered };
}

function countsOf(rows: readonly FolderRowView[]): Partial<Record<DocumentState, number>> {
  const counts: Partial<Record<DocumentState, number>> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/**
 * Folders in the list of loans: found by their names, products and kinds, counted and filtered like the loans.
 * @param views of all folders of which something is still to do
 */
export function amongLoans(
  loans: LoansView,
  views: readonly FolderView[],
  { search, group }: Pick<Sought, 'search' | 'group'>,
): LoansView {
  if (views.length === 0) return loans;
  const found = views
    .filter((view) => isFoundIn(wordsOf(view), search))
    .flatMap(({ summary }) => summary ?? []);
  const counts = { ...loans.counts };
  for (const one of found) counts[one.group] += 1;
  const folders = found.filter((one) => group === undefined || one.group === group);
  return { ...loans, folders, counts, all: loans.all + views.length };
}

function wordsOf({ folderId, rows, summary }: FolderView): string[] {
  const kinds = rows.flatMap(({ kind, label }) => [kind, label]);
  // The agent may read it in any of our languages.
  const names = languages.map((language) => folderName(folderId, language));
  return [folderId, folderParts(folderId).day, ...names, summary?.product.label ?? '', ...new Set(kinds)];
}
