import { useDeferredValue } from 'react';
import { CloudOff } from 'lucide-react';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { Announcer } from './announcer';
import { Button } from './button';
import { EmptyLoans } from './empty-loans';
import { FailureNotice } from './failure-notice';
import type { LoanActions } from './loan-actions';
import { LoanCard } from './loan-card';
import { Skeleton } from './skeleton';
import { strong, useWords } from './words/use-words';

const FIRST_DRAWN = 2;

export interface LoansScreenProps {
  readonly state: StateView;
  /** Absent while they are being read. */
  readonly flows: readonly FlowView[] | undefined;
  readonly now: number;
  readonly actions: LoanActions;
  readonly onOlder: (() => void) | undefined;
}

/** Every loan as a card, newest first; of the finished ones the last few. */
export function LoansScreen({ state, flows, now, actions, onOlder }: LoansScreenProps) {
  const { t, rich } = useWords();
  return (
    <>
      <h1 className="visually-hidden">{t('loan.list')}</h1>
      {state.agent && (
        <p className="soft note">
          {mask(state.agent.displayName)} · {state.organisation?.name ?? state.agent.tenant}
        </p>
      )}
      {!state.online && (
        <p className="banner tone-waiting">
          <CloudOff aria-hidden />
          <span>{rich('loan.offline', { strong })}</span>
        </p>
      )}
      {flows?.some(isBehindPortal) && (
        <FailureNotice failure={{ code: 'unreadable', reason: 'captive-portal' }} now={now} />
      )}
      {flows ? (
        <Loans flows={flows} now={now} actions={actions} review={state.organisation?.review} />
      ) : (
        <LoadingLoans />
      )}
      {flows && onOlder && (
        <Button look="quiet" onClick={onOlder}>
          {t('loan.older')}
        </Button>
      )}
    </>
  );
}

/** The network's own sign-in page answered instead of ours: said once, above all loans. */
function isBehindPortal({ failure, documents }: FlowView): boolean {
  return [failure, ...documents.map((document) => document.failure)].some(
    (one) => one?.reason === 'captive-portal',
  );
}

function Loans({
  flows,
  now,
  actions,
  review,
}: Omit<LoansScreenProps, 'state' | 'onOlder'> & { flows: readonly FlowView[]; review: Review | undefined }) {
  const newestFirst = flows.toSorted((a, b) => b.updatedAt - a.updatedAt);
  // What the popup has room for is painted first; the rest of the list follows at once.
  const drawn = useDeferredValue(flows.length, FIRST_DRAWN);
  return (
    <>
      <Announcer flows={flows} />
      {flows.length === 0 && <EmptyLoans />}
      {newestFirst.slice(0, drawn).map((flow) => (
        <LoanCard key={flow.flowId} flow={flow} now={now} actions={actions} review={review} />
      ))}
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
