import { useState } from 'react';
import { Clock, Copy, RotateCw } from 'lucide-react';
import type { DocumentState, DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { CheckNow } from './check-now';
import { useWords } from './words/use-words';
import type { Key } from './words/words';
import './failure-notice.css';

export interface LateNoticeProps {
  readonly document: DocumentView;
  readonly busy: boolean;
  readonly locked: boolean;
  readonly onRerun: () => void;
  /** Tries at once whatever of the loan is sent and not there. */
  readonly onTry: () => void;
  /** Asks Atlas at once. */
  readonly onCheck: () => void;
}

/** What a document waits for that is slow on its way, by where it is. */
const slowWords: Readonly<Partial<Record<DocumentState, Key>>> = {
  captured: 'late.captured',
  sending: 'late.sending',
  checking: 'late.checking',
};

/** What the agent must know of a document that Atlas has: late, finished without it, or perhaps there twice. */
export function LateNotice(props: LateNoticeProps) {
  const { t } = useWords();
  const { isLate, isSlow, isUnnamed, isLeaving, possibleDouble } = props.document;
  return (
    <>
      {possibleDouble && <PossibleDouble document={props.document} />}
      {isUnnamed && !isLeaving && !isLate && <p className="document-more soft note">{t('late.unnamed')}</p>}
      {isLeaving && <p className="document-more soft note">{t('late.leaving')}</p>}
      {isLate && !isLeaving && <Late {...props} />}
      {isSlow && !isLeaving && !props.locked && <Slow {...props} />}
    </>
  );
}

function PossibleDouble({ document }: Pick<LateNoticeProps, 'document'>) {
  const { t, list } = useWords();
  const { earlier, attempts, isListedTwice } = document;
  const others = earlier.map(({ number, state }) =>
    t('double.attempt', { number, state: t(`document.state.${state}`) }),
  );
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Copy aria-hidden />
        <div>
          <p className="notice-title">{t('double.title')}</p>
          {others.length > 0 && <p>{t('double.readTwice', { others: list(others), number: attempts })}</p>}
          {isListedTwice && <p>{t('double.listedTwice')}</p>}
          <p className="notice-next">{t('double.next')}</p>
        </div>
      </div>
    </div>
  );
}

/** On the way to Atlas for longer than usual: what is known, and what can be done. */
function Slow({ document, busy, onTry, onCheck, onRerun }: LateNoticeProps) {
  const { t } = useWords();
  const asks = document.state === 'checking';
  const waitsFor = slowWords[document.state];
  const label = mask(document.label);
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Clock aria-hidden />
        <div>
          <p className="notice-title">{t('late.title')}</p>
          {waitsFor && <p>{t(waitsFor)}</p>}
          {document.canResend && <p className="notice-next">{t('late.resend')}</p>}
        </div>
      </div>
      <div className="document-actions">
        {asks ? (
          <CheckNow label={label} busy={busy} onCheck={onCheck} />
        ) : (
          <Button
            size="small"
            name={t('button.of', { action: t('late.tryNow'), document: label })}
            disabled={busy}
            onClick={onTry}
          >
            <RotateCw aria-hidden />
            {t('late.tryNow')}
          </Button>
        )}
        {document.canResend && (
          <Button
            look="quiet"
            size="small"
            name={t('button.of', { action: t('late.sendAgain'), document: label })}
            disabled={busy}
            onClick={onRerun}
          >
            <RotateCw aria-hidden />
            {t('late.sendAgain')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What is known of one that Atlas has; what has to be said of it is said once. */
function waitsFor({ isUnnumbered, isUnnamed }: DocumentView): Key {
  if (isUnnumbered) return 'late.unnumbered';
  return isUnnamed ? 'late.unnamed' : 'late.sent';
}

function Late({ document, busy, locked, onRerun, onCheck }: LateNoticeProps) {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  const label = mask(document.label);
  const again = t(asked ? 'late.anyway' : 'late.anew');
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Clock aria-hidden />
        <div>
          <p className="notice-title">{t('late.title')}</p>
          <p>{t(asked ? 'late.risk' : waitsFor(document))}</p>
        </div>
      </div>
      {!locked && (
        <div className="document-actions">
          {!asked && !document.isUnnumbered && <CheckNow label={label} busy={busy} onCheck={onCheck} />}
          <Button
            look={asked ? 'plain' : 'quiet'}
            size="small"
            name={t('button.of', { action: again, document: label })}
            disabled={busy}
            onClick={asked ? onRerun : () => setAsked(true)}
          >
            <RotateCw aria-hidden />
            {again}
          </Button>
          {asked && (
            <Button
              look="quiet"
              size="small"
              name={t('late.keepWaitingFor', { document: label })}
              onClick={() => setAsked(false)}
            >
              {t('late.keepWaiting')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
