import { z } from 'zod';
import { Source } from '@/lib/domain/capture';
import { Draft } from '@/lib/domain/draft';
import { FolderId } from '@/lib/domain/folder-id';
import { AtlasApi, Kind } from '@/lib/domain/organisation';
import { Pin } from '@/lib/domain/pin';
import type { Failure } from '@/lib/domain/failed';
import { languages } from '@/lib/domain/language';
import type { Receipt } from '@/lib/domain/receipt';
import type { Diagnosis } from './diagnosis';
import type { FolderView } from './folder-view';
import type { RescuePlan } from './rescue';
import type { FlowView } from './flow-view';
import type { OpenedView } from './opened-view';
import type { CapturedView, PortalStatusView, PortalView } from './portal-view';
import type { AddressesView, ResultsView } from './results-view';
import type { StateView } from './state-view';

/** Who asks, as the background finds out from the sender; never what the message says. */
export type Role = 'popup' | 'capture' | 'folder' | 'options' | 'portal';

/** A message may carry 64 MiB; a capture is refused well below that. */
export const MAX_CAPTURE_BYTES = 50 * 1024 * 1024;

/** Loans of a kind that one answer may list, and how many of them it may hold with all of their documents. */
export const MOST_LISTED = 10_000;
export const MOST_FINISHED = 1_000;
export const MOST_OPEN = 50;

const nothing = z.undefined();
const bytes = z.instanceof(Blob).refine((blob) => blob.size <= MAX_CAPTURE_BYTES, 'too large');
const loan = {
  loanId: z.string().trim().min(1).max(200),
  customer: z.string().max(200).optional(),
  productType: z.string().max(100).optional(),
};
const flow = z.strictObject({ flowId: z.uuid() });
const slot = z.strictObject({ flowId: z.uuid(), slotId: z.uuid() });
const some = z.array(z.uuid()).max(MOST_OPEN);
/** Which loans a page wants to list, and which of them in full. */
const sought = z.strictObject({
  search: z.string().max(200),
  group: z.enum(['attention', 'collecting', 'underWay', 'done']).optional(),
  most: z.number().int().min(0).max(MOST_LISTED),
  finished: z.number().int().min(0).max(MOST_FINISHED),
  open: some,
  folded: some,
  /** What the page was opened for: listed and open, however many there are. */
  loan: z.uuid().optional(),
});

const receipts = z.strictObject({ search: z.string().max(200) });
/** What a page calls what a receipt holds: the words of its table, and its language for the days. */
const ReceiptsSaid = z.strictObject({
  language: z.enum(languages),
  states: z.record(z.string().max(20), z.string().max(200)),
});
export type ReceiptsSaid = z.infer<typeof ReceiptsSaid>;

/** The page stays open, and nobody looks at it now. */
const unseen = z.literal(true).optional();

/**
 * Every message there is: who may send it, what it must carry, what comes back. The calling side imports
 * types from here and nothing else, so that no page carries the schemas.
 */
export const rpc = {
  'state.get': method(['popup', 'capture', 'folder', 'options'], nothing, answers<StateView>()),
  /** All that the popup draws, in one answer: it is asked before the popup can draw anything. */
  'popup.open': method(['popup'], sought.extend({ unseen }), answers<OpenedView>()),
  /** What is typed stays while the popup is closed. */
  'draft.keep': method(['popup'], Draft, answers<null>()),
  'organisation.set': method(
    ['popup', 'options'],
    z.strictObject({ address: z.string().min(1).max(500) }),
    answers<StateView>(),
  ),
  'session.signIn': method(
    ['popup'],
    z.strictObject({
      tenant: z.string().trim().min(1).max(200),
      email: z.string().trim().min(1).max(320),
      password: z.string().min(1).max(1000),
    }),
    answers<StateView>(),
  ),
  /** Begins the sign-in at the organisation's identity provider, in a tab of its own; how it ends, `state.get` says. */
  'session.oidc': method(
    ['popup'],
    z.strictObject({ tenant: z.string().trim().min(1).max(200) }),
    answers<StateView>(),
  ),
  'pin.set': method(['popup', 'options'], z.strictObject({ pin: Pin }), answers<StateView>()),
  /** Opens the session that was sealed before the browser was closed. */
  'pin.open': method(['popup'], z.strictObject({ pin: z.string().min(1).max(20) }), answers<StateView>()),
  /** None, or none any more; the agent is not asked again before the next sign-in. */
  'pin.remove': method(['popup', 'options'], nothing, answers<StateView>()),
  /** The agent has said whether he wants notifications; if so, the browser was asked. */
  'notices.asked': method(['popup'], nothing, answers<StateView>()),
  /** Keeps what is not sent sealed on this device, or deletes it first, for good. */
  'session.signOut': method(
    ['popup', 'options'],
    z.strictObject({ deleteUnsent: z.boolean() }),
    answers<StateView>(),
  ),
  /** Loans of which something is still to do, and as many of the finished ones, the last ones first. */
  'flow.list': method(
    ['popup'],
    z.strictObject({ finished: z.number().int().min(0).max(MOST_FINISHED) }),
    answers<readonly FlowView[]>(),
  ),
  'flow.get': method(['capture'], flow, answers<FlowView | null>()),
  'flow.send': method(['popup', 'folder'], flow, answers<FlowView>()),
  'flow.rerun': method(
    ['popup', 'capture', 'folder'],
    z.strictObject({ flowId: z.uuid(), slotIds: z.array(z.uuid()).min(1).max(100) }),
    answers<FlowView>(),
  ),
  /** Asks Atlas at once how far it is. */
  'flow.check': method(['popup'], flow, answers<FlowView>()),
  /** A new attempt of a document that is sent and late, or told and unclear, once the old one is withdrawn. */
  'flow.rerunLate': method(['popup'], slot, answers<FlowView>()),
  /** Takes a document that is not sent out of the set; `flow.restore` undoes it for a day. */
  'flow.discard': method(['popup'], slot, answers<FlowView>()),
  'flow.restore': method(['popup'], slot, answers<FlowView>()),
  /** "Same document?": no, both are meant. The other answer is `flow.discard`. */
  'flow.keepBoth': method(['popup'], slot, answers<FlowView>()),
  /** The picture that was too large for the line, in the place of the smaller one that is not delivered. */
  'flow.original': method(['popup'], slot, answers<FlowView>()),
  /** Which of Atlas's APIs a loan goes by, as long as Atlas was not told of it. */
  'flow.goBy': method(['popup'], z.strictObject({ flowId: z.uuid(), api: AtlasApi }), answers<FlowView>()),
  'flow.results': method(['popup', 'folder'], flow, answers<ResultsView>()),
  /** Compares the addresses that Atlas read in this flow with one of them; absent: with the first. */
  'flow.addresses': method(
    ['popup'],
    z.strictObject({
      flowId: z.uuid(),
      source: z.strictObject({ slotId: z.uuid(), key: z.string().max(200) }).optional(),
    }),
    answers<AddressesView>(),
  ),
  /** The agent has noted the losses that were shown, and `broken`: that the witness was damaged. */
  'witness.acknowledge': method(
    ['popup'],
    z.strictObject({ captureIds: z.array(z.string().max(100)).max(10_000), broken: z.boolean() }),
    answers<StateView>(),
  ),
  /** Receipts of the known agent in which every word of `search` is found, newest first. */
  'receipt.list': method(
    ['popup', 'options'],
    receipts.extend({ said: ReceiptsSaid.optional() }),
    answers<readonly Receipt[]>(),
  ),
  /** What the agent looked for in the popup: the options page takes it, once, and looks for it in the receipts. */
  'receipt.seek': method(['popup'], receipts, answers<null>()),
  'receipt.sought': method(['options'], nothing, answers<string | null>()),
  /** What support may see of this device. */
  'diagnosis.get': method(['options'], nothing, answers<Diagnosis>()),
  /** What a rescue copy should hold; the page reads the sealed bytes itself. */
  'rescue.plan': method(['options'], nothing, answers<RescuePlan>()),
  'capture.add': method(
    ['capture'],
    z.strictObject({
      flowId: z.uuid(),
      /** The slot whose document is replaced; absent: a new document. */
      slotId: z.uuid().optional(),
      /** The agent agrees to a smaller picture: the slot's was too large for the line. */
      smaller: z.literal(true).optional(),
      kind: Kind,
      source: Source.extract(['file', 'drop', 'paste']),
      bytes,
    }),
    answers<CapturedView>(),
  ),
  /** A file of a folder that goes by Bulk; which part of the folder it belongs to follows from what it holds. */
  'folder.add': method(
    ['folder'],
    z.strictObject({
      folderId: FolderId,
      productType: z.string().min(1).max(100),
      kind: Kind,
      source: Source.extract(['file', 'drop']),
      bytes,
    }),
    answers<CapturedView>(),
  ),
  /** Another kind for documents of a folder, as long as they are not sent. */
  'folder.kind': method(
    ['folder'],
    z.strictObject({ flowId: z.uuid(), slotIds: z.array(z.uuid()).min(1).max(100), kind: Kind }),
    answers<null>(),
  ),
  /** All that was taken of a folder; nothing for one that this agent has none of. */
  'folder.get': method(['folder'], z.strictObject({ folderId: FolderId }), answers<FolderView>()),
  /** Folders of the known agent, the newest first. */
  'folder.list': method(['folder'], nothing, answers<readonly FolderId[]>()),
  'portal.open': method(['portal'], nothing, answers<PortalView | null>()),
  'portal.status': method(['portal'], z.strictObject({ loanId: loan.loanId }), answers<PortalStatusView>()),
  'portal.capture': method(
    ['portal'],
    z.strictObject({
      ...loan,
      kind: Kind.optional(),
      /** The failed document that the pressed chip spoke of: another picture takes its place. */
      slotId: z.uuid().optional(),
      source: Source.extract(['portal-image', 'portal-link', 'portal-input']),
      bytes,
    }),
    answers<CapturedView>(),
  ),
};
export type Rpc = typeof rpc;
export type MethodName = keyof Rpc;
export type Input<M extends MethodName> = z.infer<Rpc[M]['input']>;
export type Output<M extends MethodName> = Exclude<Rpc[M]['output']['type'], undefined>;

/** What travels. The answer is data either way: an error does not cross a message with its class. */
export const Call = z.strictObject({ method: z.string(), input: z.unknown().optional() });
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** The empty message that says: read again. */
export const CHANGED_CHANNEL = 'satchel-changed';

function method<I extends z.ZodType, O>(roles: readonly Role[], input: I, output: Carried<O>) {
  return { roles, input, output };
}

/** A type carried by a value: answers are made by us and need no schema. */
interface Carried<O> {
  readonly type?: O;
}
function answers<O>(): Carried<O> {
  return {};
}
