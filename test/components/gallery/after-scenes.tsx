import type { ReactNode } from 'react';
import { CaptureScreen } from '@/components/capture-screen';
import { OptionsScreen } from '@/components/options-screen';
import type { PopupActions } from '@/components/popup-actions';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { actions, document, draft, flow, id, NOW, state } from '@/test/components/fixtures';
import { asked, loansOf } from '@/test/components/loans';
import { captureProps } from './capture-props';
import { optionsProps } from './options-props';

/* What there is to see only after a press, mostly of what did not go well; the presses are in `steps`. */

const no =
  (...failure: ConstructorParameters<typeof Failed>) =>
  () =>
    Promise.reject(new Failed(...failure));

const popup = (does: Partial<PopupActions>, flows: readonly FlowView[], more: Partial<StateView> = {}) => (
  <PopupScreen
    state={{ ...state, ...more }}
    loans={loansOf(flows)}
    asked={asked}
    failure={undefined}
    draft={{ ...draft, tenant: 'sahyadri', email: 'asha.patil@sahyadri.example' }}
    now={NOW}
    actions={actions(does)}
  />
);
const read = flow({ state: 'verified', missing: [], documents: [document(0, 'read'), document(2, 'read')] });
const refused = flow({
  state: 'attention',
  missing: [],
  documents: [
    document(1, 'refused', { verdictCode: 'INVALID_DOC' }),
    document(2, 'parked', { failure: { code: 'rejected', reason: 'gone' } }),
  ],
});

export const afterScenes: Readonly<Record<string, ReactNode>> = {
  'finish-in-atrium': popup({ onSignIn: no('unreadable', { reason: 'finish-in-atrium' }) }, [], {
    phase: 'signed-out',
    ...(state.organisation && {
      organisation: {
        ...state.organisation,
        signIn: { password: true, oidc: { tokens: 'body', callbackPath: '/c' } },
      },
    }),
  }),
  'pin-form': popup({}, [flow()], { pin: { isSet: false, isOffered: true } }),
  'late-anyway': popup({}, [
    flow({ state: 'verifying', missing: [], documents: [document(0, 'sent', { isLate: true })] }),
  ]),
  'addresses-failed': popup({ onAddresses: no('unavailable') }, [read]),
  'results-loading': popup({ onResults: () => new Promise(() => {}) }, [read]),
  'results-failed': popup({ onResults: no('timeout') }, [read]),
  'capture-retake-locked': (
    <CaptureScreen {...captureProps} slotId={id(101)} flow={refused} state={{ ...state, phase: 'locked' }} />
  ),
  'options-nothing': (
    <OptionsScreen
      {...optionsProps}
      onReceipts={() => Promise.resolve([])}
      notices={{ settings: {}, isAllowed: false }}
      onAllowNotices={no('forbidden', { reason: 'notices-not-granted' })}
    />
  ),
};
