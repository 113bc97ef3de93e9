import type { FlowView } from '@/lib/contract/flow-view';
import type { Code, Reason } from '@/lib/domain/failed';
import { FailureNotice } from './failure-notice';
import { StageBar } from './stage-bar';
import { StageLine } from './stage-line';
import { useWords } from './words/use-words';

/** Said once for all loans, above them. */
const saidElsewhere: ReadonlySet<Code | Reason> = new Set([
  'offline',
  'unauthorized',
  'signed-out',
  'captive-portal',
]);

/** How far Atlas is, and what holds the loan up. */
export function LoanProgress({ flow, now }: { readonly flow: FlowView; readonly now: number }) {
  const { t, wait } = useWords();
  const { stages, stageTimes, counted, failure, nextTryAt } = flow;
  const underWay = flow.state === 'verifying' || flow.documents.some(({ state }) => state === 'sent');
  return (
    <>
      {stages && underWay && <StageBar stages={stages} />}
      {counted && underWay && <p className="soft note">{t('loan.counted', counted)}</p>}
      {stageTimes && underWay && <StageLine times={stageTimes} now={now} />}
      {failure && !saidElsewhere.has(failure.reason ?? failure.code) && (
        <FailureNotice failure={failure} now={now} />
      )}
      {nextTryAt !== undefined && nextTryAt > now && flow.state !== 'verifying' && (
        <p className="soft note">{t('loan.nextTry', { wait: wait(nextTryAt - now) })}</p>
      )}
    </>
  );
}
