import type { FolderRowView, FolderView } from '@/lib/contract/folder-view';
import type { CardState, DocumentState, DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { FolderId } from '@/lib/domain/folder-id';

/** What the parts of a folder come to: what the agent must do first, then what is under way. */
const states: readonly CardState[] = [
  'attention',
  'waiting',
  'sending',
  'verifying',
  'collecting',
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
  const failure = views.find((view) => view.failure)?.failure;
  return {
    folderId,
    rows: rows.toSorted((a, b) => a.capturedAt - b.capturedAt),
    ...(first && {
      summary: {
        folderId,
        product: first.product,
        state: states.find((state) => views.some((view) => view.state === state)) ?? 'verified',
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
