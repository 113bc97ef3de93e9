import { useId, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import type { DocumentResultView } from '@/lib/contract/results-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { Button } from './button';
import { Again, Discard } from './document-actions';
import { DocumentReason } from './document-reason';
import { DocumentResults } from './document-results';
import { hasWays, isFailed, isJudged } from './document-states';
import { LateNotice } from './late-notice';
import { SameDocument } from './same-document';
import { SmallerPicture } from './smaller-picture';
import { StateLine } from './state-badge';
import { documentWords } from './state-words';
import { Thumbnail } from './thumbnail';
import { useWords } from './words/use-words';
import './document-row.css';

export interface DocumentRowProps {
  readonly document: DocumentView;
  /** Another document with the very same content, while that question is open. */
  readonly twin: DocumentView | undefined;
  readonly now: number;
  readonly busy: boolean;
  /** Nobody is signed in: nothing can be sent or asked now. */
  readonly locked: boolean;
  readonly onRerun: () => void;
  /** Absent, as the two others that may be: switched off by the organisation. */
  readonly onReplace?: (() => void) | undefined;
  /** This document, or the slot that is named. */
  readonly onDiscard: (slotId?: string) => void;
  readonly onKeepBoth: () => void;
  readonly onRerunLate: () => void;
  readonly onSmaller?: (() => void) | undefined;
  readonly onOriginal: () => void;
  /** Tries at once what is sent and slow. */
  readonly onTry: () => void;
  /** Opens the receipts, and looks for these words in them. */
  readonly onReceipts: (search: string) => void;
  /** Asks Atlas at once. */
  readonly onCheck: () => void;
  /** The agent opens the details: results are wanted. */
  readonly onOpen?: (() => void) | undefined;
  /** Atlas's entries for it, once loaded. */
  readonly results: readonly DocumentResultView[];
  readonly loading: boolean;
  readonly review: Review | undefined;
  readonly onCopy: (text: string) => Promise<unknown>;
}

/** One paper of a loan: what it is, how far it is, and what can be done. */
export function DocumentRow(props: DocumentRowProps) {
  const words = useWords();
  const { t } = words;
  const { document, twin, now, locked, onOpen } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const label = mask(document.label);
  const parts = [words.size(document.size), words.ago(document.capturedAt, now)];
  const toggle = () => {
    if (!open) onOpen?.();
    setOpen(!open);
  };
  return (
    <li className="document" aria-label={label} data-place={document.slotId}>
      <Thumbnail kind={document.kind} preview={document.preview} />
      <div>
        <p className="document-label">{label}</p>
        <StateLine state={documentWords(words, document.state, document.failure)} />
        <p className="soft note">
          {parts.join(' · ')}
          {document.attempts > 1 && <Attempts {...props} />}
        </p>
      </div>
      <DocumentReason document={document} now={now} />
      <SmallerPicture {...props} />
      {twin && <SameDocument {...props} twin={twin} />}
      <LateNotice
        document={document}
        busy={props.busy}
        locked={locked}
        onRerun={props.onRerunLate}
        onTry={props.onTry}
        onCheck={props.onCheck}
      />
      <div
        className={
          isFailed(document) || twin || hasWays(document)
            ? 'document-actions document-actions-below'
            : 'document-actions'
        }
      >
        <Again {...props} />
        <Discard {...props} />
        {onOpen && isJudged(document) && !locked && (
          <Button
            look="quiet"
            size="small"
            name={t('document.detailsOf', { document: label })}
            expanded={open}
            controls={id}
            onClick={toggle}
          >
            <ChevronDown className={open ? 'turn' : ''} aria-hidden />
            {t('document.details')}
          </Button>
        )}
      </div>
      <div className="document-more" id={id} hidden={!open}>
        {open && <DocumentResults {...props} />}
      </div>
    </li>
  );
}

/** How many attempts there were, and the way to what became of each. */
function Attempts({ document, onReceipts }: Pick<DocumentRowProps, 'document' | 'onReceipts'>) {
  const { t } = useWords();
  const number = document.attempts;
  return (
    <>
      {' · '}
      <span className="document-attempts">
        <Button
          look="quiet"
          size="small"
          name={t('document.attemptOf', { number, document: mask(document.label) })}
          onClick={() => onReceipts(document.slotId)}
        >
          {t('document.attempt', { number })}
        </Button>
      </span>
    </>
  );
}
