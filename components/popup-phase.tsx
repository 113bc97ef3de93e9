import type { LoansView } from '@/lib/contract/loans-view';
import type { StateView } from '@/lib/contract/state-view';
import { AccessRequest } from './access-request';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { takesFolders } from './folder-actions';
import { FolderOffer } from './folder-cards';
import type { Asked } from './loan-actions';
import { LoansScreen } from './loans-screen';
import { LockedScreen } from './locked-screen';
import { NoticeOffer } from './notice-offer';
import { OrganisationForm } from './organisation-form';
import { PinOffer } from './pin-offer';
import type { PopupActions, PopupDraft } from './popup-actions';
import type { SignInDraft } from './sign-in-form';
import { SignInForm } from './sign-in-form';
import { useWords } from './words/use-words';

export interface PopupPhaseProps {
  readonly state: StateView;
  readonly loans: LoansView | undefined;
  readonly asked: Asked;
  readonly draft: PopupDraft;
  readonly now: number;
  readonly actions: PopupActions;
}

/** What the popup is about, by how far the agent is: no organisation, no access, signed out, locked, at work. */
export function PopupPhase({ state, loans, asked, draft, now, actions }: PopupPhaseProps) {
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
function SignedIn({ actions, ...shown }: Omit<PopupPhaseProps, 'draft'>) {
  const { state, now } = shown;
  return (
    <>
      <LoansScreen
        {...shown}
        actions={actions}
        offer={takesFolders(state) && <FolderOffer onFolder={actions.onFolder} />}
      />
      {state.offersNotices && !state.pin?.isOffered && (
        <NoticeOffer now={now} onAllow={actions.onAllowNotices} onNotNow={actions.onNoNotices} />
      )}
      {state.pin && (
        <PinOffer pin={state.pin} now={now} onSet={actions.onSetPin} onRemove={actions.onNoPin} />
      )}
    </>
  );
}

function Welcome({ draft, now, actions }: Pick<PopupPhaseProps, 'draft' | 'now' | 'actions'>) {
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
