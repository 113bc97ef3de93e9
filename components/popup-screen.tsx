import type { Failure } from '@/lib/domain/failed';
import type { StateView } from '@/lib/contract/state-view';
import { AccountMenu } from './account-menu';
import { Button } from './button';
import { ClockNotice } from './clock-notice';
import { DeviceNotices } from './device-notices';
import { FailureNotice, waitEnds } from './failure-notice';
import { useKeptFocus } from './kept-focus';
import { OnlinePill } from './online-pill';
import { PopupHead } from './popup-head';
import type { PopupPhaseProps } from './popup-phase';
import { PopupPhase } from './popup-phase';
import { Skeleton } from './skeleton';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './popup.css';

export interface PopupScreenProps extends Omit<PopupPhaseProps, 'state'> {
  /** Absent while it is being read. */
  readonly state: StateView | undefined;
  /** Reading failed. */
  readonly failure: Failure | undefined;
  /** Why the page that was asked for did not open. */
  readonly stuck?: Failure | undefined;
}

export function PopupScreen(props: PopupScreenProps) {
  const { t } = useWords();
  const { state, failure, now, actions } = props;
  const signOut = useAction(actions.onSignOut, now);
  const wrong = signOut.failed;
  useKeptFocus();
  return (
    <div className="popup">
      <PopupHead>
        {state && <OnlinePill online={state.online} />}
        {state?.phase === 'signed-in' && state.agent && (
          <AccountMenu
            agent={state.agent}
            waiting={state.waiting}
            unsent={state.unsent}
            busy={signOut.busy}
            onOptions={actions.onOptions}
            onReceipts={() => actions.onReceipts(props.asked.search)}
            onPanel={actions.onPanel}
            onSignOut={signOut.run}
          />
        )}
      </PopupHead>
      <main className="popup-main">
        {wrong && <FailureNotice failure={wrong.failure} againAt={waitEnds(wrong)} now={now} loud />}
        {props.stuck && <FailureNotice failure={props.stuck} now={now} loud />}
        {failure && (
          <>
            <FailureNotice failure={failure} now={now} loud />
            <Button onClick={actions.onReload}>{t('button.tryAgain')}</Button>
          </>
        )}
        {state && <DeviceNotices state={state} now={now} onAcknowledge={actions.onAcknowledge} />}
        {state && <ClockNotice skewMs={state.skewMs} />}
        {state && <PopupPhase {...props} state={state} />}
        {!state && <h1 className="visually-hidden">{t('brand')}</h1>}
        {!state && !failure && <Skeleton lines={5} says={t('popup.opening')} />}
      </main>
    </div>
  );
}
