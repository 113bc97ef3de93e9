import type { ReactNode } from 'react';
import { CloudOff } from 'lucide-react';
import type { LoansView } from '@/lib/contract/loans-view';
import type { StateView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import { FailureNotice } from './failure-notice';
import type { Asked, LoanActions } from './loan-actions';
import { Loans } from './loans';
import { PortalSaid } from './portal-said';
import { Skeleton } from './skeleton';
import { strong, useWords } from './words/use-words';

export interface LoansScreenProps {
  readonly state: StateView;
  /** Absent while they are being read. */
  readonly loans: LoansView | undefined;
  readonly asked: Asked;
  readonly now: number;
  /** What else he can begin, beside his name. */
  readonly offer?: ReactNode;
  readonly actions: LoanActions;
}

/** Who is signed in, what holds all loans up, and the loans. */
export function LoansScreen({ state, loans, asked, now, offer, actions }: LoansScreenProps) {
  const { t, rich } = useWords();
  return (
    <>
      <h1 className="visually-hidden">{t('loan.list')}</h1>
      <div className="popup-who">
        {state.agent && (
          <p className="soft note">
            {mask(state.agent.displayName)} · {state.organisation?.name ?? state.agent.tenant}
          </p>
        )}
        {offer}
      </div>
      {!state.online && (
        <p className="banner tone-waiting">
          <CloudOff aria-hidden />
          <span>{rich('loan.offline', { strong })}</span>
        </p>
      )}
      <PortalSaid isBehind={loans?.behindPortal ?? false} />
      {loans?.behindPortal && (
        <FailureNotice failure={{ code: 'unreadable', reason: 'captive-portal' }} now={now} />
      )}
      {loans ? (
        <Loans loans={loans} asked={asked} now={now} actions={actions} review={state.organisation?.review} />
      ) : (
        <LoadingLoans />
      )}
    </>
  );
}

function LoadingLoans() {
  const { t } = useWords();
  return (
    <div className="card">
      <Skeleton lines={4} says={t('loan.loading')} />
    </div>
  );
}
