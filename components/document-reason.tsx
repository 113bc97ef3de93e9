import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { comesBack } from './document-states';
import { FailureNotice } from './failure-notice';
import { sentencesFor } from './failure-words';
import { verdictWords } from './verdict-words';
import { useWords } from './words/use-words';
import './document-row.css';

export interface DocumentReasonProps {
  readonly document: DocumentView;
  readonly now: number;
}

/** Why a document is not further: Atlas's verdict, or what stood in the way. */
export function DocumentReason({ document, now }: DocumentReasonProps) {
  const words = useWords();
  const { t } = words;
  const { state, verdictCode = '', failure, nextTryAt } = document;
  if (state === 'refused') {
    const { reason, advice } = verdictWords(words, verdictCode);
    return (
      <div className="document-more document-reason">
        <p>
          {verdictCode && <code>{mask(verdictCode)}</code>} {reason}
        </p>
        <p>{advice}</p>
      </div>
    );
  }
  if (!failure || state === 'read') return null;
  return (
    <div className="document-more">
      {state === 'parked' ? (
        <>
          <FailureNotice failure={failure} now={now} tone={comesBack(document) ? 'waiting' : 'attention'} />
          {nextTryAt !== undefined && (
            <p className="soft note">
              {nextTryAt > now
                ? t('document.triedWithin', { wait: words.wait(nextTryAt - now) })
                : t('document.triedAgain')}
            </p>
          )}
        </>
      ) : (
        <p className="soft note">{t('document.lastTry', { happened: sentencesFor(words, failure)[0] })}</p>
      )}
    </div>
  );
}
