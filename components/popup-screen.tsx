import { useEffect, useRef } from 'react';
import type { Failure } from '@/lib/domain/failed';
import type { LoansView } from '@/lib/contract/loans-view';
import type { StateView } from '@/lib/contract/state-view';
import { AccessRequest } from './access-request';
import { AccountMenu } from './account-menu';
import { Button } from './button';
import { ClockNotice } from './clock-notice';
import type { Acknowledge } from './device-notices';
import { DeviceNotices } from './device-notices';
import { FailureNotice, waitEnds } from './failure-notice';
import { takesFolders } from './folder-actions';
import { FolderOffer } from './folder-cards';
import type { Asked, LoanActions } from './loan-actions';
import { LoansScreen } from './loans-screen';
import { LockedScreen } from './locked-screen';
import { NoticeOffer } from './notice-offer';
import { OnlinePill } from './online-pill';
import { OrganisationForm } from './organisation-form';
import { PinOffer } from './pin-offer';
import { PopupHead } from './popup-head';
import type { Credentials, SignInDraft } from './sign-in-form';
import { SignInForm } from './sign-in-form';
import { Skeleton } from './skeleton';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './popup.css';

export interface PopupActions extends LoanActions {
  readonly onOrganisation: (address: string) => Promise<unknown>;
  readonly onAllow: () => Promise<unknown>;
  readonly onSignIn: (credentials: Credentials) => Promise<unknown>;
  readonly onOidc: (tenant: string) => Promise<unknown>;
  readonly onAtrium: () => void;
  readonly onPin: (pin: string) => Promise<unknown>;
  readonly onSetPin: (pin: string) => Promise<unknown>;
  /** None, or none any more. */
  readonly onNoPin: () => Promise<unknown>;
  /** Deletes what is not sent first, if so. */
  readonly onSignOut: (deleteUnsent: boolean) => Promise<unknown>;
  readonly onAcknowledge: Acknowledge;
  readonly onAllowNotices: () => Promise<unknown>;
  readonly onNoNotices: () => Promise<unknown>;
  readonly onOptions: () => void;
  /** Opens the same beside the page; absent where it is that. */
  readonly onPanel?: (() => void) | undefined;
  readonly onReload: () => void;
  /** Keeps what is typed while the popup is closed. */
  readonly onDraft: (draft: PopupDraft) => void;
}

export interface PopupDraft extends SignInDraft {
  readonly address: string;
}

export interface PopupScreenProps {
  /** Absent while it is being read. */
  readonly state: StateView | undefined;
  readonly loans: LoansView | undefined;
  readonly asked: Asked;
  /** Reading failed. */
  readonly failure: Failure | undefined;
  readonly draft: PopupDraft;
  readonly now: number;
  readonly actions: PopupActions;
}

export function PopupScreen(props: PopupScreenProps) {
  const { t } = useWords();
  const { state, failure, now, actions } = props;
  const signOut = useAction(actions.onSignOut, now);
  const wrong = signOut.failed;
  const main = useRef<HTMLElement>(null);
  const phase = state?.phase;
  useEffect(() => {
    // The button that was pressed is gone with its screen: reading goes on at the new one.
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [phase]);
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
            onPanel={actions.onPanel}
            onSignOut={signOut.run}
          />
        )}
      </PopupHead>
      <main className="popup-main" ref={main} tabIndex={-1}>
        {wrong && <FailureNotice failure={wrong.failure} againAt={waitEnds(wrong)} now={now} loud />}
        {failure && (
          <>
            <FailureNotice failure={failure} now={now} loud />
            <Button onClick={actions.onReload}>{t('button.tryAgain')}</Button>
          </>
        )}
        {state && <DeviceNotices state={state} now={now} onAcknowledge={actions.onAcknowledge} />}
        {state && <ClockNotice skewMs={state.skewMs} />}
        {state && <ByPhase {...props} state={state} />}
        {!state && <h1 className="visually-hidden">{t('brand')}</h1>}
        {!state && !failure && <Skeleton lines={5} says={t('popup.opening')} />}
      </main>
    </div>
  );
}

function ByPhase({
  state,
  loans,
  asked,
  draft,
  now,
  actions,
}: PopupScreenProps & { readonly state: StateView }) {
  const { t } = useWords();
  const { onSignIn, onOidc, onAtrium, onPin } = actions;
  const onType = (typed: SignInDraft) => actions.onDraft({ ...draft, ...typed });
  const form = { now, onType, onSignIn, onOidc, onAtrium, onPin, ways: state.organisation?.signIn };
  switch (state.phase) {
    case 'no-organisation':
      return <Welcome draft={draft} now={now} actions={actions} />;
    case 'no-access':
      return (
        <AccessRequest
          origins={state.missingOrigins}
          organisation={state.organisation?.name ?? t('access.yourOrganisation')}
          now={now}
          onAllow={actions.onAllow}
        />
      );
    case 'signed-out':
      return (
        <>
          <h1 className="popup-title">
            {state.organisation
              ? t('signIn.titleTo', { organisation: state.organisation.name })
              : t('signIn.title')}
          </h1>
          {state.ended && <FailureNotice failure={state.ended} now={now} />}
          <SignInForm draft={{ ...draft, tenant: state.organisation?.tenant ?? draft.tenant }} {...form} />
          <Button look="quiet" onClick={actions.onOptions}>
            {t('popup.anotherOrganisation')}
          </Button>
        </>
      );
    case 'locked':
      return state.agent ? (
        <LockedScreen {...form} {...{ state, loans, asked, actions }} agent={state.agent} />
      ) : null;
    case 'signed-in':
      return <SignedIn {...{ state, loans, asked, now, actions }} />;
  }
}

/** His loans; and what he is asked, one question at a time. */
function SignedIn({ actions, ...shown }: Omit<PopupScreenProps, 'failure' | 'draft' | 'state'> & Ready) {
  const { state, now } = shown;
  return (
    <>
      {takesFolders(state) && <FolderOffer onFolder={actions.onFolder} />}
      <LoansScreen {...shown} actions={actions} />
      {state.offersNotices && !state.pin?.isOffered && (
        <NoticeOffer now={now} onAllow={actions.onAllowNotices} onNotNow={actions.onNoNotices} />
      )}
      {state.pin && (
        <PinOffer pin={state.pin} now={now} onSet={actions.onSetPin} onRemove={actions.onNoPin} />
      )}
    </>
  );
}

interface Ready {
  readonly state: StateView;
}

function Welcome({ draft, now, actions }: Pick<PopupScreenProps, 'draft' | 'now' | 'actions'>) {
  const { t } = useWords();
  return (
    <>
      <img className="popup-mark" src="/icon.svg" alt="" />
      <h1 className="popup-title">{t('popup.welcome')}</h1>
      <p>{t('popup.about')}</p>
      <OrganisationForm
        now={now}
        address={draft.address}
        onType={(address) => actions.onDraft({ ...draft, address })}
        onSubmit={actions.onOrganisation}
        submitWords={t('button.continue')}
      />
    </>
  );
}
