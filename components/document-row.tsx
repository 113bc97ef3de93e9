import { useId, useState } from 'react';
import { ChevronDown, RefreshCw, RotateCw, Trash2 } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import type { DocumentResultView } from '@/lib/contract/results-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { Button } from './button';
import { DocumentDetails } from './document-details';
import { DocumentReason } from './document-reason';
import { LateNotice } from './late-notice';
import { SameDocument } from './same-document';
import { Skeleton } from './skeleton';
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

const failedStates: ReadonlySet<DocumentView['state']> = new Set(['refused', 'parked']);
const unsentStates: ReadonlySet<DocumentView['state']> = new Set(['captured', 'stored']);
const judgedStates: ReadonlySet<DocumentView['state']> = new Set(['read', 'refused']);

/** Refused by Atlas, or out of the line. */
export function isFailed({ state }: DocumentView): boolean {
  return failedStates.has(state);
}

/** The same bytes may go once more: not when they are gone. */
export function canRerun(document: DocumentView): boolean {
  return isFailed(document) && document.failure?.reason !== 'gone';
}

/** Still the agent's to send: captured, and Send not pressed for it. */
export function isUnsent({ state, wanted }: DocumentView): boolean {
  return !wanted && unsentStates.has(state);
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
  if (document.attempts > 1) parts.push(t('document.attempt', { number: document.attempts }));
  const toggle = () => {
    if (!open) onOpen?.();
    setOpen(!open);
  };
  return (
    <li className="document" aria-label={label}>
      <Thumbnail kind={document.kind} preview={document.preview} />
      <div>
        <p className="document-label">{label}</p>
        <StateLine state={documentWords(words, document.state)} />
        <p className="soft note">{parts.join(' · ')}</p>
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
          isFailed(document) || twin || document.isSlow
            ? 'document-actions document-actions-below'
            : 'document-actions'
        }
      >
        <Again {...props} label={label} />
        <Discard {...props} label={label} />
        {onOpen && judgedStates.has(document.state) && !locked && (
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
        {open && <Results {...props} />}
      </div>
    </li>
  );
}

/** What Atlas read, once it is opened. */
function Results({ document, results, loading, ...more }: DocumentRowProps) {
  const { t } = useWords();
  if (results.length === 0 && loading) return <Skeleton lines={3} says={t('document.loading')} />;
  if (results.length === 0) return <p className="soft note">{t('document.nothing')}</p>;
  return (
    <>
      {results.length > 1 && <p>{t('document.timesHeld', { count: results.length })}</p>}
      {results.map((result, index) => (
        <DocumentDetails
          key={index}
          document={document}
          result={result}
          review={more.review}
          onCopy={more.onCopy}
        />
      ))}
    </>
  );
}

/** The ways out of a failure; and a capture that was the wrong one is replaced before it is sent. */
function Again(props: DocumentRowProps & { readonly label: string }) {
  const { t } = useWords();
  const { document, busy, locked, label, onRerun, onReplace } = props;
  const failed = isFailed(document);
  // What is slow on its way may have been the wrong file, or too large for this line.
  const isStuck = document.isSlow && document.canDiscard;
  if (!failed && !isUnsent(document) && !isStuck) return null;
  return (
    <>
      {canRerun(document) && !locked && (
        <Button
          size="small"
          name={t('document.rerunOf', { document: label })}
          disabled={busy}
          onClick={onRerun}
        >
          <RotateCw aria-hidden />
          {t('document.rerun')}
        </Button>
      )}
      {onReplace && (
        <Button
          look={failed ? 'plain' : 'quiet'}
          size="small"
          name={t('document.replaceOf', { document: label })}
          disabled={busy}
          onClick={onReplace}
        >
          <RefreshCw aria-hidden />
          {t('document.replace')}
        </Button>
      )}
    </>
  );
}

/** Beside the words of a failure it has room for its own; elsewhere its sign is enough. */
function Discard({ document, busy, label, onDiscard }: DocumentRowProps & { readonly label: string }) {
  const { t } = useWords();
  // An open question has its own.
  if (!document.canDiscard || document.sameAs !== undefined) return null;
  return (
    <Button
      look="quiet"
      size="small"
      name={t('document.discardOf', { document: label })}
      disabled={busy}
      onClick={() => onDiscard()}
    >
      <Trash2 aria-hidden />
      {isFailed(document) && t('document.discard')}
    </Button>
  );
}
