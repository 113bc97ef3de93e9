import { useId, useState } from 'react';
import { ChevronDown, RefreshCw, RotateCw } from 'lucide-react';
import type { DocumentResultView, DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { ago, size } from './amounts';
import { Button } from './button';
import { DocumentDetails } from './document-details';
import { FailureNotice } from './failure-notice';
import { sentencesFor } from './failure-words';
import { Skeleton } from './skeleton';
import { StateLine } from './state-badge';
import { documentWords } from './state-words';
import { Thumbnail } from './thumbnail';
import { verdictWords } from './verdict-words';
import './document-row.css';

export interface DocumentRowProps {
  readonly document: DocumentView;
  readonly now: number;
  readonly busy: boolean;
  readonly onRerun: () => void;
  readonly onReplace: () => void;
  /** The agent opens the details: results are wanted. */
  readonly onOpen: () => void;
  /** What Atlas read, once loaded. */
  readonly result: DocumentResultView | undefined;
  readonly loading: boolean;
}

const failedStates: ReadonlySet<DocumentView['state']> = new Set(['refused', 'parked']);
const judgedStates: ReadonlySet<DocumentView['state']> = new Set(['read', 'refused']);

export function isFailed({ state }: DocumentView): boolean {
  return failedStates.has(state);
}

/** One paper of a loan: what it is, how far it is, and what can be done. */
export function DocumentRow(props: DocumentRowProps) {
  const { document, now, busy, onRerun, onReplace } = props;
  const label = mask(document.label);
  const parts = [size(document.size), ago(document.capturedAt, now)];
  if (document.attempts > 1) parts.push(`attempt ${document.attempts}`);
  return (
    <li className="document" aria-label={label}>
      <Thumbnail kind={document.kind} preview={document.preview} />
      <div className="document-text">
        <p className="document-label">{label}</p>
        <StateLine state={documentWords[document.state]} />
        <p className="soft note">{parts.join(' · ')}</p>
      </div>
      <div className="document-more">
        <Why document={document} now={now} />
        {isFailed(document) && (
          <div className="document-actions">
            <Button size="small" name={`Re-run ${label}`} disabled={busy} onClick={onRerun}>
              <RotateCw aria-hidden />
              Re-run
            </Button>
            <Button size="small" name={`Replace ${label}`} disabled={busy} onClick={onReplace}>
              <RefreshCw aria-hidden />
              Replace
            </Button>
          </div>
        )}
        {judgedStates.has(document.state) && <Details {...props} label={label} />}
      </div>
    </li>
  );
}

/** Why a document is not further: Atlas's verdict, or what stood in the way. */
function Why({ document, now }: Pick<DocumentRowProps, 'document' | 'now'>) {
  const { state, verdictCode = '', failure } = document;
  if (state === 'refused') {
    const { reason, advice } = verdictWords(verdictCode);
    return (
      <div className="document-reason">
        <p>
          {verdictCode && <code>{mask(verdictCode)}</code>} {reason}
        </p>
        <p>{advice}</p>
      </div>
    );
  }
  if (!failure) return null;
  if (state === 'parked') return <FailureNotice failure={failure} now={now} />;
  return <p className="soft note">Last try: {sentencesFor(failure)[0]} Satchel goes on by itself.</p>;
}

function Details(props: DocumentRowProps & { readonly label: string }) {
  const { document, result, loading, onOpen, label } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const toggle = () => {
    if (!open) onOpen();
    setOpen(!open);
  };
  return (
    <>
      <div>
        <Button
          look="quiet"
          size="small"
          name={`Details of ${label}`}
          expanded={open}
          controls={id}
          onClick={toggle}
        >
          <ChevronDown className={open ? 'turn' : ''} aria-hidden />
          Details
        </Button>
      </div>
      <div id={id} hidden={!open}>
        {open && result && <DocumentDetails document={document} result={result} />}
        {open && !result && loading && <Skeleton lines={3} says="Loading what Atlas read…" />}
        {open && !result && !loading && <p className="soft note">There is nothing to show for it yet.</p>}
      </div>
    </>
  );
}
