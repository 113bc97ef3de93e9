import { useState } from 'react';
import { Lock, ShieldCheck } from 'lucide-react';
import type { LoansView } from '@/lib/contract/loans-view';
import type { AgentView, StateView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { Asked, LoanActions } from './loan-actions';
import { Loans } from './loans';
import { PinForm } from './pin-form';
import type { SignInFormProps } from './sign-in-form';
import { SignInForm } from './sign-in-form';
import { strong, useWords } from './words/use-words';

export interface LockedScreenProps extends Omit<SignInFormProps, 'draft'> {
  readonly state: StateView;
  readonly agent: AgentView;
  readonly loans: LoansView | undefined;
  readonly asked: Asked;
  readonly actions: LoanActions;
  /** Opens the sealed session. Rejects with `Failed`. */
  readonly onPin: (pin: string) => Promise<unknown>;
}

/** The session has ended, the agent is known: captures go on, sending waits for the same agent. */
export function LockedScreen(props: LockedScreenProps) {
  const { t, rich, day } = useWords();
  const { state, agent, loans, asked, now, actions, onPin } = props;
  const [forgotten, setForgotten] = useState(false);
  const [another, setAnother] = useState(false);
  const name = mask(agent.displayName);
  const draft = another ? { tenant: agent.tenant, email: '' } : { tenant: agent.tenant, email: agent.email };
  return (
    <>
      <h1 className="popup-title">{t('locked.title', { name })}</h1>
      {state.ended && state.ended.reason !== 'signed-out' && (
        <FailureNotice failure={state.ended} now={now} />
      )}
      {state.ended?.at !== undefined && (
        <p className="soft">{t('locked.when', { day: day(state.ended.at) })}</p>
      )}
      <p className="banner tone-verified">
        <ShieldCheck aria-hidden />
        <span>{rich('locked.waiting', { count: state.waiting, name, strong })}</span>
      </p>
      {another && (
        <p className="banner tone-waiting">
          <Lock aria-hidden />
          <span>{t('locked.another', { name })}</span>
        </p>
      )}
      {state.pin?.isSet && !another && !forgotten ? (
        <PinForm now={now} left={state.pin.left} onPin={onPin} onForgotten={() => setForgotten(true)} />
      ) : (
        <SignInForm {...props} key={String(another)} draft={draft} />
      )}
      <Button look="quiet" onClick={() => setAnother(!another)}>
        {another ? t('locked.backTo', { name }) : t('locked.somebodyElse')}
      </Button>
      {loans !== undefined && loans.all > 0 && !another && (
        <>
          <h2>{t('locked.here')}</h2>
          <Loans loans={loans} asked={asked} now={now} locked actions={actions} />
        </>
      )}
    </>
  );
}
