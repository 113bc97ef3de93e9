import type { ReactNode } from 'react';
import { CaptureScreen } from '@/components/capture-screen';
import { OptionsScreen } from '@/components/options-screen';
import type { PopupActions } from '@/components/popup-actions';
import type { PopupScreenProps } from '@/components/popup-screen';
import { PopupScreen } from '@/components/popup-screen';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { actions, document, draft, flow, id, NOW, product, state } from '@/test/components/fixtures';
import { asked, loansOf, manyLoans } from '@/test/components/loans';
import { folderScenes } from './folder-scenes';
import { afterScenes } from './after-scenes';
import { captureProps } from './capture-props';
import { optionsProps } from './options-props';
import { portalScenes } from './portal-scene';
import { comparing, stages, stageTimes } from './stage-scenes';

/** Every screen and state with fixed data, by name. */
const no =
  (code: Failed['code'], options: ConstructorParameters<typeof Failed>[1] = {}) =>
  () =>
    Promise.reject(new Failed(code, options));

type Given = Partial<PopupScreenProps> & {
  readonly does?: Partial<PopupActions>;
  readonly flows?: readonly FlowView[];
};

function popup({ does, flows = [], ...props }: Given = {}): ReactNode {
  return (
    <PopupScreen
      state={state}
      loans={loansOf(flows)}
      asked={asked}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions(does)}
      {...props}
    />
  );
}

const phase = (name: StateView['phase'], more: Partial<StateView> = {}): StateView => ({
  ...state,
  phase: name,
  ...more,
});
const loans = (...flows: FlowView[]) => popup({ flows });
const typed = { address: '', tenant: 'sahyadri', email: 'asha.patil@sahyadri.example' };
const welcome = {
  phase: 'no-organisation',
  online: true,
  waiting: 0,
  unsent: 0,
  lost: [],
  damaged: 0,
  missingOrigins: [],
} as const;
const preview =
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="%23e8dcc0"/><rect x="10" y="14" width="26" height="32" fill="%23a9b8c4"/><path d="M44 18h28M44 28h22M10 56h60M10 66h44" stroke="%23726a58" stroke-width="4"/></svg>';

const compared = {
  source: {
    slotId: id(100),
    key: 'formatted_address',
    value: '12 Tilak Road, Sadashiv Peth, Pune, Maharashtra, 411030',
  },
  matches: [
    {
      slotId: id(102),
      key: 'customer_address',
      value: '12, Tilak Rd, Pune 411030',
      similarity: 89.92,
      samePerson: 9,
    },
    {
      slotId: id(102),
      key: 'dealer_address',
      value: '4/7 FC Road, Pune 411004',
      similarity: 41,
      samePerson: 0,
    },
    { slotId: id(102), key: 'office_address', value: '9/4', error: 'not_taken' },
  ],
};

const attention = flow({
  state: 'attention',
  missing: [],
  documents: [
    document(0, 'read', { preview }),
    document(1, 'refused', { verdictCode: 'INVALID_DOC', preview }),
    document(2, 'refused', { verdictCode: 'UNRECOGNISED', attempts: 2 }),
    document(3, 'parked', { failure: { code: 'rejected', reason: 'gone' } }),
  ],
});

const longNames = {
  loanId: 'SAHYADRI-CONSUMER-DURABLE-MH12-2026-000000417-REOPENED',
  customer: 'Meenakshi Sundareswaran Venkatasubramanian Iyer-Ramachandran',
  product: { ...product, label: 'Consumer durable loan with extended warranty and accidental damage cover' },
};

/** The same each time it is drawn: another one is looked for anew. */
const everything = { search: '' };

export const scenes: Readonly<Record<string, ReactNode>> = {
  'no-organisation': popup({ state: welcome }),
  'no-organisation-refused': popup({
    state: welcome,
    draft: { ...draft, address: 'satchel.bank.example' },
    does: { onOrganisation: no('unreadable', { reason: 'broker-not-satchel' }) },
  }),
  'no-access': popup({
    state: phase('no-access', {
      missingOrigins: [
        'https://portal.sahyadri.example/*',
        'https://*.atlas.example/*',
        'http://127.0.0.1/*',
      ],
    }),
  }),
  'signed-out': popup({ state: phase('signed-out', { waiting: 0 }) }),
  'signed-out-throttled': popup({
    state: phase('signed-out', { waiting: 0 }),
    draft: typed,
    does: { onSignIn: no('throttled', { reason: 'too-many-sign-ins', retryAfterMs: 30_000 }) },
  }),
  'signed-out-wrong': popup({
    state: phase('signed-out', { waiting: 0 }),
    draft: typed,
    does: { onSignIn: no('unauthorized', { reason: 'wrong-credentials' }) },
  }),
  locked: popup({
    state: phase('locked', { ended: { code: 'unauthorized', reason: 'signed-out' } }),
    flows: [flow({ state: 'collecting' })],
  }),
  'locked-pin': popup({
    state: phase('locked', { pin: { isSet: true, isOffered: false, left: 3 } }),
    does: { onPin: no('unauthorized', { reason: 'pin-wrong' }) },
    flows: [flow({ state: 'collecting' })],
  }),
  'pin-offered': popup({
    state: phase('signed-in', { pin: { isSet: false, isOffered: true } }),
    flows: [flow({ state: 'collecting' })],
  }),
  'notices-offered': popup({
    state: phase('signed-in', { offersNotices: true }),
    flows: [
      flow({ state: 'sending', missing: [], documents: [document(0, 'sent'), document(1, 'sending')] }),
    ],
  }),
  lost: popup({
    state: phase('signed-in', {
      lost: [0, 1].map((n) => ({
        captureId: id(300 + n),
        loanId: 'LN-2026-00417',
        kind: 'AADHAAR',
        label: ['Aadhaar card', 'Invoice'][n] ?? '',
        capturedAt: NOW - 86_400_000,
      })),
      witnessBrokenAt: NOW,
      damaged: 1,
      space: { used: 90_000_000, free: 150_000_000 },
    }),
  }),
  loading: popup({ loans: undefined }),
  opening: popup({ state: undefined }),
  broken: popup({ state: undefined, failure: { code: 'unavailable', reason: 'disk-silent' } }),
  empty: popup(),
  leaving: popup(),
  clock: popup({ state: { ...state, skewMs: -12 * 60_000 } }),
  'captive-portal': loans(
    flow({
      state: 'waiting',
      missing: [],
      failure: { code: 'unreadable', reason: 'captive-portal' },
      nextTryAt: NOW + 42_000,
      documents: [document(0, 'sending'), document(1, 'checking')],
    }),
  ),
  offline: popup({
    state: { ...state, online: false },
    flows: [
      flow({
        state: 'waiting',
        failure: { code: 'offline' },
        nextTryAt: NOW + 42_000,
        documents: [document(0, 'captured', { wanted: true }), document(1, 'stored', { wanted: true })],
        missing: [],
      }),
    ],
  }),
  collecting: loans(
    flow({ documents: [document(0, 'captured', { preview }), document(1, 'stored')] }),
    flow({
      flowId: id(2),
      loanId: 'LN-2026-00391',
      state: 'verified',
      missing: [],
      documents: [document(0, 'read'), document(1, 'read')],
    }),
  ),
  sending: loans(
    flow({
      state: 'sending',
      missing: [],
      documents: [
        document(0, 'sending'),
        document(1, 'checking'),
        document(2, 'sent'),
        document(3, 'stored', { wanted: true, failure: { code: 'unavailable' } }),
      ],
    }),
  ),
  verifying: loans(
    flow({
      state: 'verifying',
      missing: [],
      stages: stages('SUCCESS', 'IN_PROGRESS', 'NOT_STARTED', 'IN_PROGRESS'),
      stageTimes: stageTimes('processing', 14_000),
      documents: [document(0, 'sent'), document(1, 'sent'), document(2, 'read'), document(3, 'sent')],
    }),
    flow({
      flowId: id(2),
      state: 'verifying',
      missing: [],
      stages: stages('IN_PROGRESS', 'NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS'),
      stageTimes: stageTimes('upload', 190_000),
      documents: [document(0, 'sent')],
    }),
  ),
  comparing: loans(...comparing),
  attention: loans(attention),
  late: loans(
    flow({
      state: 'verifying',
      missing: [],
      stages: stages('SUCCESS', 'SUCCESS', 'COMPLETED', 'SUCCESS'),
      documents: [
        document(0, 'sent', { isLate: true, isUnnamed: true }),
        document(1, 'sent', { isLate: true, isLeaving: true }),
        document(2, 'read', { attempts: 2, earlier: [{ number: 1, state: 'sent' }] }),
        document(3, 'read', { isListedTwice: true }),
      ],
    }),
  ),
  same: loans(
    flow({
      state: 'attention',
      missing: [],
      documents: [document(0, 'stored', { preview }), document(1, 'stored', { preview, sameAs: id(100) })],
    }),
  ),
  slow: loans(
    flow({
      state: 'sending',
      missing: [],
      documents: [
        document(0, 'sending', { isSlow: true, canDiscard: true }),
        document(1, 'checking', { isSlow: true, canResend: true }),
      ],
    }),
  ),
  parked: loans(
    flow({
      state: 'retrying',
      missing: [],
      documents: [
        document(0, 'parked', { failure: { code: 'unavailable' }, nextTryAt: NOW + 2_400_000 }),
        document(1, 'stored'),
        document(2, 'discarded', { restorableUntil: NOW + 71_000_000 }),
      ],
    }),
  ),
  verified: loans(
    flow({
      state: 'verified',
      missing: [],
      stages: stages('SUCCESS', 'SUCCESS', 'COMPLETED', 'SUCCESS'),
      documents: [
        document(0, 'read', { preview }),
        document(1, 'read', { attempts: 2, preview }),
        document(2, 'read'),
      ],
    }),
  ),
  addresses: popup({
    flows: [
      flow({
        state: 'verified',
        missing: [],
        documents: [document(0, 'read', { preview }), document(2, 'read')],
      }),
    ],
    does: { onAddresses: () => Promise.resolve(compared) },
  }),
  batches: loans(
    flow({
      api: 'docstream',
      state: 'verifying',
      missing: [],
      counted: { told: 4, back: 1 },
      documents: [
        document(0, 'read', { preview }),
        document(1, 'sent'),
        document(2, 'sent'),
        document(3, 'sent', { isLate: true, isUnnumbered: true }),
      ],
    }),
  ),
  smaller: loans(
    flow({
      state: 'attention',
      missing: [],
      documents: [
        document(0, 'parked', {
          failure: { code: 'rejected', reason: 'too-large-for-line' },
          size: 3_355_443,
          shrinkTo: 1_677_721,
        }),
        document(1, 'captured', { size: 1_048_576, original: 3_355_443, attempts: 2 }),
      ],
    }),
  ),
  many: popup({ loans: loansOf(manyLoans(200, 20), { flows: [] }) }),
  'many-open': popup({
    loans: loansOf(manyLoans(200, 20), { flows: manyLoans(200, 20).slice(0, 1) }),
    asked: { ...asked, open: [id(10_000)] },
  }),
  'many-long-names': popup({
    loans: loansOf(
      manyLoans(8, 3).map((one, n) => ({ ...one, ...longNames, flowId: id(20_000 + n) })),
      { flows: [], hasMore: true },
    ),
  }),
  'many-nothing': popup({
    loans: loansOf([], { search: 'LN-2025-99999', all: 200 }),
    asked: { ...asked, search: 'LN-2025-99999' },
  }),
  'many-found': popup({
    loans: loansOf(manyLoans(200, 2).slice(0, 6), { search: 'pan', flows: [], all: 200 }),
    asked: { ...asked, search: 'pan' },
  }),
  'many-group': popup({
    loans: loansOf([], {
      group: 'done',
      all: 12,
      counts: { attention: 5, collecting: 3, underWay: 4, done: 0 },
    }),
    asked: { ...asked, group: 'done' },
  }),
  capture: <CaptureScreen {...captureProps} />,
  'capture-replace': (
    <CaptureScreen
      {...captureProps}
      slotId={id(101)}
      flow={flow({ documents: [document(0, 'read'), document(1, 'stored')] })}
    />
  ),
  'capture-retake': <CaptureScreen {...captureProps} slotId={id(101)} flow={attention} />,
  'capture-smaller': (
    <CaptureScreen
      {...captureProps}
      smaller
      slotId={id(101)}
      flow={flow({ documents: [document(1, 'parked', { size: 3_355_443, shrinkTo: 1_677_721 })] })}
    />
  ),
  'capture-locked': (
    <CaptureScreen
      {...captureProps}
      state={{ ...state, phase: 'locked', online: false }}
      kind={product.documents[3]?.kind}
    />
  ),
  'capture-unknown': <CaptureScreen {...captureProps} flow={null} />,
  ...folderScenes,
  ...afterScenes,
  ...portalScenes,
  options: (
    <OptionsScreen
      {...optionsProps}
      state={{ ...state, space: { used: 92_000_000, free: 51_000_000_000 } }}
    />
  ),
  'options-pin': (
    <OptionsScreen {...optionsProps} state={{ ...state, pin: { isSet: true, isOffered: false } }} />
  ),
  'options-receipts': <OptionsScreen {...optionsProps} sought={everything} />,
  'options-missing': (
    <OptionsScreen
      {...optionsProps}
      origins={[]}
      state={phase('no-access', { missingOrigins: ['https://portal.sahyadri.example/*'] })}
    />
  ),
};
