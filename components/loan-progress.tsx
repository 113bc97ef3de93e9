import type { FlowView } from '@/lib/contract/flow-view';
import type { Code, Reason } from '@/lib/domain/failed';
import { loanName } from '@/lib/domain/loan-name';
import { CheckNow } from './check-now';
import { FailureNotice } from './failure-notice';
import type { LoanActions } from './loan-actions';
import { StageBar } from './stage-bar';
import { endOf, StageEnd } from './stage-end';
import { lateStage, StageLine } from './stage-line';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

/** Said once for all loans, above them. */
const saidElsewhere: ReadonlySet<Code | Reason> = new Set([
  'offline',
  'unauthorized',
  'signed-out',
  'captive-portal',
]);

export interface LoanProgressProps {
  readonly flow: FlowView;
  readonly now: number;
  /** Nobody is signed in: nobody can ask. */
  readonly locked: boolean;
  /** Asks Atlas at once. */
  readonly onCheck: LoanActions['onCheck'];
}

/** How far Atlas is, and what holds the loan up. */
export function LoanProgress({ flow, now, locked, onCheck }: LoanProgressProps) {
  const { t, wait } = useWords();
  const check = useAction(onCheck, now);
  const { state, stages, stageTimes, counted, comparing, failure, nextTryAt } = flow;
  const isAwaited = comparing !== undefined && !comparing.isRested;
  const underWay =
    state === 'verifying' || isAwaited || flow.documents.some((document) => document.state === 'sent');
  const late = underWay ? lateStage(stageTimes) : undefined;
  const end = endOf(flow);
  return (
    <>
      {stages && (underWay || end) && (
        <StageBar stages={stages} times={underWay ? stageTimes : undefined} isRested={!underWay} />
      )}
      {counted && underWay && <p className="soft note">{t('loan.counted', counted)}</p>}
      {stageTimes && underWay && <StageLine times={stageTimes} now={now} />}
      <StageEnd flow={flow} now={now} />
      {(late || end === 'rested') && !locked && (
        <div className="stage-check">
          <CheckNow label={loanName(flow.loanId)} busy={check.busy} onCheck={() => check.run(flow.flowId)} />
        </div>
      )}
      {check.failed && <FailureNotice failure={check.failed.failure} now={now} loud />}
      {failure && !saidElsewhere.has(failure.reason ?? failure.code) && (
        <FailureNotice failure={failure} now={now} />
      )}
      {nextTryAt !== undefined && nextTryAt > now && state !== 'verifying' && (
        <p className="soft note">{t('loan.nextTry', { wait: wait(nextTryAt - now) })}</p>
      )}
    </>
  );
}
