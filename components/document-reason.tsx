import type { DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { wait } from './amounts';
import { FailureNotice } from './failure-notice';
import { sentencesFor } from './failure-words';
import { verdictWords } from './verdict-words';

export interface DocumentReasonProps {
  readonly document: DocumentView;
  readonly now: number;
}

/** Why a document is not further: Atlas's verdict, or what stood in the way. */
export function DocumentReason({ document, now }: DocumentReasonProps) {
  const { state, verdictCode = '', failure, nextTryAt } = document;
  if (state === 'refused') {
    const { reason, advice } = verdictWords(verdictCode);
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
          <FailureNotice failure={failure} now={now} />
          {nextTryAt !== undefined && (
            <p className="soft note">
              Satchel tries it again by itself{nextTryAt > now && ` within ${wait(nextTryAt - now)}`}.
            </p>
          )}
        </>
      ) : (
        <p className="soft note">Last try: {sentencesFor(failure)[0]} Satchel goes on by itself.</p>
      )}
    </div>
  );
}
