import { useState } from 'react';
import { Clock, Copy, RotateCw, Search } from 'lucide-react';
import type { DocumentState, DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { documentWords } from './state-words';
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
const slowWords: Readonly<Partial<Record<DocumentState, string>>> = {
  captured:
    'Its bytes have not all arrived at the store yet. They are kept here, and Satchel goes on by itself.',
  sending: 'It is in the store, but it has not reached Atlas yet. Satchel goes on by itself.',
  checking: 'Whether it reached Atlas is not known yet. Satchel goes on asking, and sends nothing twice.',
};

/** What the agent must know of a document that Atlas has: late, finished without it, or perhaps there twice. */
export function LateNotice(props: LateNoticeProps) {
  const { isLate, isSlow, isUnnamed, isLeaving, possibleDouble } = props.document;
  return (
    <>
      {possibleDouble && <PossibleDouble document={props.document} />}
      {isUnnamed && !isLeaving && (
        <p className="document-more soft note">
          Atlas says it has finished, but its answer does not name this document yet. Satchel goes on asking.
        </p>
      )}
      {isLeaving && (
        <p className="document-more soft note">
          Withdrawing the first attempt at Atlas. The new one goes after that.
        </p>
      )}
      {isLate && !isLeaving && <Late {...props} />}
      {isSlow && !isLeaving && !props.locked && <Slow {...props} />}
    </>
  );
}

function PossibleDouble({ document }: Pick<LateNoticeProps, 'document'>) {
  const { earlier, attempts, isListedTwice } = document;
  const others = earlier.map(({ number, state }) => `attempt ${number} (${documentWords[state].words})`);
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Copy aria-hidden />
        <div>
          <p className="notice-title">Possible double</p>
          {others.length > 0 && (
            <p>
              Atlas may have read {others.join(' and ')} as well as attempt {attempts}.
            </p>
          )}
          {isListedTwice && <p>Atlas’s answer holds this document more than once.</p>}
          <p className="notice-next">Tell whoever decides on this loan that it is one document.</p>
        </div>
      </div>
    </div>
  );
}

/** On the way to Atlas for longer than usual: what is known, and what can be done. */
function Slow({ document, busy, onTry, onCheck, onRerun }: LateNoticeProps) {
  const asks = document.state === 'checking';
  const label = mask(document.label);
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Clock aria-hidden />
        <div>
          <p className="notice-title">Taking longer than usual</p>
          <p>{slowWords[document.state]}</p>
          {document.canResend && (
            <p className="notice-next">
              Sent again, the first attempt is withdrawn before the new one goes, unless Atlas turns out to
              have it.
            </p>
          )}
        </div>
      </div>
      <div className="document-actions">
        {asks ? (
          <CheckNow label={label} busy={busy} onCheck={onCheck} />
        ) : (
          <Button size="small" name={`Try ${label} now`} disabled={busy} onClick={onTry}>
            <RotateCw aria-hidden />
            Try now
          </Button>
        )}
        {document.canResend && (
          <Button look="quiet" size="small" name={`Send ${label} again`} disabled={busy} onClick={onRerun}>
            <RotateCw aria-hidden />
            Send again
          </Button>
        )}
      </div>
    </div>
  );
}

function CheckNow({ label, busy, onCheck }: { label: string } & Pick<LateNoticeProps, 'busy' | 'onCheck'>) {
  return (
    <Button size="small" name={`Check ${label} now`} disabled={busy} onClick={onCheck}>
      <Search aria-hidden />
      Check now
    </Button>
  );
}

function Late({ document, busy, locked, onRerun, onCheck }: LateNoticeProps) {
  const [asked, setAsked] = useState(false);
  const label = mask(document.label);
  return (
    <div className="document-more">
      <div className="notice tone-waiting">
        <Clock aria-hidden />
        <div>
          <p className="notice-title">Taking longer than usual</p>
          {asked ? (
            <p>
              The first attempt is withdrawn before the new one goes. If Atlas has read it by then, it has
              this document twice: a possible double, and it stays marked as one.
            </p>
          ) : (
            <p>Atlas has it. You can keep waiting: Satchel goes on asking.</p>
          )}
        </div>
      </div>
      {!locked && (
        <div className="document-actions">
          {!asked && <CheckNow label={label} busy={busy} onCheck={onCheck} />}
          <Button
            look={asked ? 'plain' : 'quiet'}
            size="small"
            name={asked ? `Re-run ${label} anyway` : `Re-run ${label} as a new attempt`}
            disabled={busy}
            onClick={asked ? onRerun : () => setAsked(true)}
          >
            <RotateCw aria-hidden />
            {asked ? 'Re-run anyway' : 'Re-run as a new attempt'}
          </Button>
          {asked && (
            <Button
              look="quiet"
              size="small"
              name={`Keep waiting for ${label}`}
              onClick={() => setAsked(false)}
            >
              Keep waiting
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
