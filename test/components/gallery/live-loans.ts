import { useState } from 'react';
import type { Asked } from '@/components/loan-actions';
import type { PopupActions } from '@/components/popup-actions';
import type { DocumentState, DocumentView, FlowView } from '@/lib/contract/flow-view';
import { document, NOW } from '@/test/components/fixtures';
import { lineOf, loansOf } from '@/test/components/loans';

/** A turn of the page later, as an answer of the background comes. */
export const moment = () => new Promise<void>((resolve) => void setTimeout(resolve));

/** What was done outside of the page, for the test to see. */
export const did = (what: string) => void (window.document.documentElement.dataset['did'] = what);

/** The same paper in another state, with nothing of the one before. */
const as = (one: DocumentView, state: DocumentState, more: Partial<DocumentView> = {}): DocumentView => ({
  ...document(0, state),
  slotId: one.slotId,
  kind: one.kind,
  label: one.label,
  ...more,
});

/** Loans that are looked for, opened and changed by what is pressed. */
export function useLoans(first: readonly FlowView[], opensAll: boolean) {
  const [flows, setFlows] = useState(first);
  const [asked, setAsked] = useState<Asked>({ search: '', open: [], folded: [] });
  const change = (slotId: string, edit: (one: DocumentView) => DocumentView) =>
    moment().then(() =>
      setFlows((all) =>
        all.map((one) => ({
          ...one,
          documents: one.documents.map((paper) => (paper.slotId === slotId ? edit(paper) : paper)),
        })),
      ),
    );
  const becomes =
    (next: DocumentState, more: Partial<DocumentView> = {}) =>
    (_: string, slotId: string) =>
      change(slotId, (one) => as(one, next, more));
  const does: Partial<PopupActions> = {
    onFind: (wanted) => setAsked((before) => ({ ...before, ...wanted })),
    onFold: (flowId, isOpen) =>
      setAsked(({ open, ...before }) => ({
        ...before,
        open: isOpen ? [...open, flowId] : open.filter((one) => one !== flowId),
      })),
    onDiscard: becomes('discarded', { restorableUntil: NOW + 60_000 }),
    onRestore: becomes('stored'),
    onKeepBoth: becomes('stored'),
    onRerun: (_, [slotId = '']) => change(slotId, (one) => as(one, 'sent', { attempts: 2 })),
    onRerunLate: becomes('sent', { attempts: 2 }),
    onReplace: (_, { slotId }) => did(`replace ${slotId}`),
    onCopy: (text) => moment().then(() => did(text)),
    onExport: (_, __, format) => moment().then(() => did(`export ${format}`)),
  };
  return { asked, does, view: found(flows, asked, opensAll) };
}

function found(all: readonly FlowView[], { search, group, open }: Asked, opensAll: boolean) {
  const holds = ({ loanId, customer = '' }: FlowView) =>
    `${loanId} ${customer}`.toLowerCase().includes(search.toLowerCase());
  const some = all.filter((one) => holds(one) && (group ?? lineOf(one).group) === lineOf(one).group);
  const { counts } = loansOf(all.filter(holds));
  const flows = some.filter(({ flowId }) => opensAll || open.includes(flowId));
  return loansOf(some, { search, ...(group && { group }), counts, flows, all: all.length });
}
