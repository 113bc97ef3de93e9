import type { ReactNode } from 'react';
import { CaptureScreen } from '@/components/capture-screen';
import { OptionsScreen } from '@/components/options-screen';
import type { PopupActions } from '@/components/popup-actions';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { actions, document, draft, flow, id, NOW, state } from '@/test/components/fixtures';
import { asked, loansOf, manyLoans } from '@/test/components/loans';
import { captureProps } from './capture-props';
import { LiveRetake } from './live-retake';
import { optionsProps } from './options-props';

/* What there is to see only after a press, mostly of what did not go well; the presses are in `steps`. */

const no =
  (...failure: ConstructorParameters<typeof Failed>) =>
  () =>
    Promise.reject(new Failed(...failure));

const popup = (
  does: Partial<PopupActions>,
  flows: readonly FlowView[],
  more: Partial<StateView> = {},
  loans = loansOf(flows),
) => (
  <PopupScreen
    state={{ ...state, ...more }}
    loans={loans}
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

/** One loan of several is open. */
const beside = popup({}, [], {}, loansOf([read, ...manyLoans(4, 3)], { flows: [read] }));

/** A PDF has no small picture of itself. */
const pdf = document(1, 'refused', { verdictCode: 'UNRECOGNISED' });

/** What the rescue copy names: all of it known, or nothing but the key its bytes lie under. */
const item = { tenantId: 'tenant-1', agentId: 'agent-1', attempts: [], isDamaged: false };
const rescued = {
  captures: 2,
  bytes: 2_900_000,
  missing: [{ ...item, captureId: id(8).replace('0000', '4c1f'), loanId: 'LN-2026-00417', kind: 'INVOICE' }],
  damaged: [
    { ...item, captureId: id(8).replace('0000', '9be0'), loanId: 'LN-2026-00391', kind: 'AADHAAR' },
    { captureId: id(8).replace('0000', 'd27a'), attempts: [], isDamaged: true },
  ],
};

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
  'capture-retake-done': <LiveRetake from={pdf} becomes="sending" />,
  'capture-retake-pdf': <LiveRetake from={pdf} becomes="sending" />,
  'panel-results': <div className="beside">{beside}</div>,
  'options-rescue': <OptionsScreen {...optionsProps} onRescue={() => Promise.resolve(rescued)} />,
  'options-nothing': (
    <OptionsScreen
      {...optionsProps}
      onReceipts={() => Promise.resolve([])}
      notices={{ settings: {}, isAllowed: false }}
      onAllowNotices={no('forbidden', { reason: 'notices-not-granted' })}
    />
  ),
};
