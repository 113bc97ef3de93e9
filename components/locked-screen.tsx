import { useState } from 'react';
import { Lock, ShieldCheck } from 'lucide-react';
import type { AgentView, FlowView, StateView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { count, day } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { LoanActions } from './loan-actions';
import { LoanCard } from './loan-card';
import { PinForm } from './pin-form';
import type { SignInFormProps } from './sign-in-form';
import { SignInForm } from './sign-in-form';

export interface LockedScreenProps extends Omit<SignInFormProps, 'draft'> {
  readonly state: StateView;
  readonly agent: AgentView;
  readonly flows: readonly FlowView[] | undefined;
  readonly actions: LoanActions;
  /** Opens the sealed session. Rejects with `Failed`. */
  readonly onPin: (pin: string) => Promise<unknown>;
}

/** The session has ended, the agent is known: captures go on, sending waits for the same agent. */
export function LockedScreen(props: LockedScreenProps) {
  const { state, agent, flows = [], now, actions, onPin } = props;
  const [forgotten, setForgotten] = useState(false);
  const [another, setAnother] = useState(false);
  const name = mask(agent.displayName);
  const draft = another ? { tenant: agent.tenant, email: '' } : { tenant: agent.tenant, email: agent.email };
  return (
    <>
      <h1 className="popup-title">{name}’s session has ended</h1>
      {state.ended && state.ended.reason !== 'signed-out' && (
        <FailureNotice failure={state.ended} now={now} />
      )}
      {state.ended?.at !== undefined && (
        <p className="soft">Atrium ended it on {day(state.ended.at)}. Nothing else has changed.</p>
      )}
      <p className="banner tone-verified">
        <ShieldCheck aria-hidden />
        <span>
          <strong>{waitingWords(state.waiting)}</strong> You can go on capturing. Sending waits until {name}{' '}
          signs in.
        </span>
      </p>
      {another && (
        <p className="banner tone-waiting">
          <Lock aria-hidden />
          <span>
            What waits here belongs to {name} and stays sealed on this device. Another agent can neither see
            nor send it; it goes on when {name} signs in again.
          </span>
        </p>
      )}
      {state.pin?.isSet && !another && !forgotten ? (
        <PinForm now={now} left={state.pin.left} onPin={onPin} onForgotten={() => setForgotten(true)} />
      ) : (
        <SignInForm {...props} key={String(another)} draft={draft} />
      )}
      <Button look="quiet" onClick={() => setAnother(!another)}>
        {another ? `Back to ${name}` : 'Sign in as somebody else'}
      </Button>
      {flows.length > 0 && !another && (
        <>
          <h2>On this device</h2>
          {flows.map((flow) => (
            <LoanCard key={flow.flowId} flow={flow} now={now} locked actions={actions} />
          ))}
        </>
      )}
    </>
  );
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'No document is waiting on this device.';
  return waiting === 1
    ? '1 document waits safely on this device.'
    : `${count(waiting, 'document')} wait safely on this device.`;
}
