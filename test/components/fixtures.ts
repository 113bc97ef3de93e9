import type { Receipt } from '@/lib/domain/receipt';
import type { DiagnosisFile } from '@/components/diagnosis';
import type { PopupActions, PopupDraft } from '@/components/popup-actions';
import type { SpokenHintsProps } from '@/components/spoken-hints';
import type { DocumentState, DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { ResultsView } from '@/lib/contract/results-view';
import type { AgentView, StateView } from '@/lib/contract/state-view';
import type { Product } from '@/lib/domain/organisation';

const MINUTE = 60_000;

/** When everything here happens. */
export const NOW = Date.UTC(2026, 10, 22, 9, 30);

export const product: Product = {
  productType: 'PROD_CDL',
  label: 'Consumer durable loan',
  documents: [
    { kind: 'AADHAAR', label: 'Aadhaar card', required: true },
    { kind: 'PAN', label: 'PAN card', required: true },
    { kind: 'INVOICE', label: 'Invoice', required: true },
    { kind: 'DELIVERY_ORDER', label: 'Delivery order', required: true },
    { kind: 'BANK_STATEMENT', label: 'Bank statement', required: false },
  ],
};

export const agent: AgentView = {
  tenant: 'sahyadri',
  email: 'asha.patil@sahyadri.example',
  displayName: 'Asha Patil',
};

export const state: StateView = {
  phase: 'signed-in',
  online: true,
  organisation: {
    address: 'https://satchel.sahyadri.example',
    name: 'Sahyadri Finance',
    products: [product],
  },
  agent,
  waiting: 4,
  unsent: 3,
  lost: [],
  damaged: 0,
  missingOrigins: [],
};

export const draft: PopupDraft = { address: '', tenant: '', email: '' };

/** A uuid that ends in `n`. */
export function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** A document of the product's n-th kind (0 to 4) in a state. */
export function document(n: number, at: DocumentState, more: Partial<DocumentView> = {}): DocumentView {
  const listed = product.documents[n];
  if (!listed) throw new RangeError(`no document ${n}`);
  return {
    slotId: id(100 + n),
    kind: listed.kind,
    label: listed.label,
    state: at,
    documentId: id(200 + n),
    attempts: 1,
    source: 'portal-image',
    capturedAt: NOW - (n + 2) * MINUTE,
    size: 640_000 + n * 700_000,
    wanted: at !== 'captured' && at !== 'stored',
    isLate: false,
    isSlow: false,
    canResend: false,
    isUnnamed: false,
    isUnnumbered: false,
    isLeaving: false,
    possibleDouble: (more.earlier ?? []).length > 0 || (more.isListedTwice ?? false),
    isListedTwice: false,
    earlier: [],
    canDiscard: ['captured', 'stored', 'parked'].includes(at),
    ...more,
  };
}

export function flow(more: Partial<FlowView> = {}): FlowView {
  return {
    flowId: id(1),
    loanId: 'LN-2026-00417',
    customer: 'Ravi Deshmukh',
    product: { productType: product.productType, label: product.label },
    api: 'flow',
    state: 'collecting',
    finished: false,
    documents: [document(0, 'captured'), document(1, 'stored')],
    missing: product.documents.slice(2),
    updatedAt: NOW - 3 * MINUTE,
    ...more,
  };
}

/** Twelve digits as a hostile or careless sender might deliver them; not a valid Aadhaar number. */
export const CLEAR_NUMBER = '2345 6789 0124';

export const results: ResultsView = {
  documents: [
    {
      slotId: id(100),
      documentId: id(200),
      documentType: 'AADHAAR',
      maskedImageUrl: 'https://atlas.example/specimen.svg',
      fields: [
        { key: 'name', value: 'Ravi Deshmukh', confidence: 0.97 },
        { key: 'aadhaar_number', value: 'XXXX XXXX 9012', confidence: 0.99 },
        { key: 'date_of_birth', value: '16/07/1986', confidence: 0.71 },
        { key: 'formatted_address', value: '12 Tilak Road, Pune, Maharashtra, 411030' },
      ],
    },
    {
      slotId: id(101),
      documentId: id(201),
      documentType: 'PAN',
      quality: 'xerox_copy',
      fields: [
        { key: 'name_as_per_pan', value: 'RAVI DESHMUKH', confidence: 0.95 },
        { key: 'pan_number', value: 'ABCDE1234E', confidence: 0.64 },
        { key: 'dob', value: '16/07/1986', confidence: 0.9 },
      ],
    },
    {
      slotId: id(102),
      documentId: id(202),
      documentType: 'UNKNOWN',
      fields: [],
      errorReason: 'No known layout found on page 1',
    },
  ],
  crossChecks: [
    {
      field: 'customer_name',
      sides: [
        { document: 'DELIVERY_ORDER', value: 'Ravi Deshmukh' },
        { document: 'INVOICE', value: 'Ravi R. Deshmukh' },
      ],
      similarity: 92,
      details: [],
    },
    {
      field: 'dealer_address',
      sides: [
        { document: 'DELIVERY_ORDER', value: '12 Tilak Road, Pune 411030' },
        { document: 'INVOICE', value: '21 Tilak Road, Pune 411030' },
      ],
      similarity: 58,
      details: [{ key: 'compared_by', value: 'address-2' }],
    },
    { sides: [], details: [{ key: 'remark', value: 'photo_match' }] },
  ],
  comparison: 'done',
};

/** A device without a voice. */
export const hints: SpokenHintsProps = {
  voice: { canSpeak: true, hasVoice: () => false, onVoices: () => {}, say: () => {}, hush: () => {} },
  isOn: false,
  onToggle: () => {},
};

const settled = () => Promise.resolve();

/** Actions that do nothing, and those a test wants to see. */
export function actions(more: Partial<PopupActions> = {}): PopupActions {
  return {
    onOrganisation: settled,
    onAllow: settled,
    onSignIn: settled,
    onOidc: settled,
    onAtrium: () => {},
    onPin: settled,
    onSetPin: settled,
    onNoPin: settled,
    onSignOut: settled,
    onAcknowledge: settled,
    onOptions: () => {},
    onReceipts: () => {},
    onAllowNotices: () => Promise.resolve(),
    onNoNotices: () => Promise.resolve(),
    onPanel: () => {},
    onFolder: () => {},
    onReload: () => {},
    onDraft: () => {},
    onSend: settled,
    onRerun: settled,
    onCheck: settled,
    onRerunLate: settled,
    onDiscard: settled,
    onRestore: settled,
    onKeepBoth: settled,
    onSmaller: () => {},
    onOriginal: settled,
    onGoBy: settled,
    onAddresses: () => Promise.resolve({ matches: [] }),
    onResults: () => Promise.resolve(results),
    onCopy: settled,
    onExport: () => Promise.resolve(),
    onFind: () => {},
    onFold: () => {},
    onMore: () => {},
    onAdd: () => {},
    onReplace: () => {},
    ...more,
  };
}

export const receipt: Receipt = {
  version: 1,
  documentId: '5d3c2a1b-0000-4000-8000-000000000001',
  tenantId: 'tenant-1',
  agentId: 'agent-1',
  loanId: 'CDL-1',
  flowId: '5d3c2a1b-0000-4000-8000-000000000002',
  slotId: '5d3c2a1b-0000-4000-8000-000000000003',
  kind: 'PAN',
  captureId: '5d3c2a1b-0000-4000-8000-000000000004',
  source: 'file',
  capturedAt: NOW - 60_000,
  contentType: 'image/jpeg',
  size: 640_000,
  sha256: 'ab'.repeat(32),
  sealedSha256: 'cd'.repeat(32),
  firstSentAt: NOW - 30_000,
  attempt: 2,
  state: 'refused',
  settledAt: NOW,
  verdictCode: 'INVALID_DOC',
};

const diagnosis: DiagnosisFile['diagnosis'] = {
  at: NOW,
  phase: 'signed-in',
  online: true,
  counts: { loans: 1, waiting: 1, receipts: 12 },
  loans: [
    {
      loan: 1,
      flow: id(1),
      card: 'attention',
      documents: [
        {
          kind: 'PAN',
          attempts: [
            {
              document: id(201),
              state: 'refused',
              source: 'file',
              contentType: 'image/jpeg',
              size: 640_000,
              capturedAt: NOW - MINUTE,
              tries: 0,
              dueAt: NOW,
              wanted: true,
              held: true,
              verdict: 'INVALID_DOC',
            },
          ],
        },
      ],
    },
  ],
  stageHistory: { upload: [2_100, 1_900] },
  log: [
    `{"at":${NOW - MINUTE},"event":"attempt","document":"${id(201)}","states":">captured"}`,
    `{"at":${NOW},"event":"attempt","code":"INVALID_DOC","document":"${id(201)}","states":"sent>refused"}`,
  ],
};
export const diagnosisFile: DiagnosisFile = {
  diagnosis,
  text: `${JSON.stringify({ format: 'satchel/diagnosis/1', version: '0.1.0', ...diagnosis }, undefined, 2)}\n`,
};
