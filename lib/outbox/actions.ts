import type { Owner } from '@/lib/domain/agent';
import type { Capture } from '@/lib/domain/capture';
import { Failed, isPassing } from '@/lib/domain/failed';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { AtlasApi, Kind } from '@/lib/domain/organisation';
import { base } from './attempt';
import { beginningOf } from './go-by';
import type { Moment } from './retry';
import { freshLine } from './retry';
import { askFirst, forgetApart, mustBeApart } from './twin';

/* What the agent does to a flow. Pure: the store runs each inside one transaction. */

export interface NewCapture {
  readonly slotId: string;
  readonly kind: Kind;
  readonly capture: Capture;
}

/** A loan's first capture makes its flow. */
export function newFlow(
  owner: Owner,
  loan: Pick<Flow, 'loanId' | 'productType' | 'folder'> & { readonly api?: AtlasApi | undefined },
  first: NewCapture,
  moment: Moment,
): Flow {
  const line = freshLine(moment.now);
  const { api = 'flow' } = loan;
  return {
    version: 1,
    flowId: moment.id(),
    tenantId: owner.tenantId,
    agentId: owner.agentId,
    loanId: loan.loanId,
    productType: loan.productType,
    ...(loan.folder !== undefined && { folder: loan.folder }),
    createdAt: moment.now,
    updatedAt: moment.now,
    api,
    atlas: beginningOf(api),
    opening: line,
    submitting: line,
    asking: line,
    documents: [newDocument(first, moment)],
  };
}

/** The document of this loan that already has these very bytes under this name. */
export function sameContent(
  flow: Flow,
  { kind, capture }: Omit<NewCapture, 'slotId'>,
): FlowDocument | undefined {
  return flow.documents.find((document) => {
    const { state, capture: held } = currentAttempt(document);
    // What was discarded is on its way out: the same bytes come in anew.
    if (state === 'discarded' || document.kind !== kind) return false;
    return held.opened.sha256 === capture.opened.sha256;
  });
}

/** Another capture may take its place: it is not on its way, and has not been read. */
export function isReplaceable({ state }: Attempt): boolean {
  return ['captured', 'stored', 'refused', 'parked'].includes(state);
}

/**
 * Adds a capture: to its slot as a new attempt, or as a new document.
 * @throws Failed `in-the-way` while the slot's attempt is on its way, or has been read
 */
export function addCapture(flow: Flow, added: NewCapture, moment: Moment): Flow {
  const slot = flow.documents.find(({ slotId }) => slotId === added.slotId);
  if (!slot) return { ...flow, documents: [...flow.documents, newDocument(added, moment)] };
  const current = currentAttempt(slot);
  if (!isReplaceable(current)) throw new Failed('rejected', { reason: 'in-the-way' });
  // What Atlas never heard of leaves the line; what it judged stays in the history as it is.
  const unsent = current.state === 'captured' || current.state === 'stored';
  const old: Attempt = unsent ? { ...base(current), state: 'withdrawn', withdrawnAt: moment.now } : current;
  // A document the agent has already sent once is sent again by replacing it.
  const next = newAttempt(added.capture, current.wanted, moment);
  const replaced = { ...slot, attempts: [...slot.attempts.slice(0, -1), old, next] };
  return askFirst(forgetApart(withDocument(flow, replaced), added.slotId), added.slotId);
}

/**
 * The agent says the set is complete.
 * @throws Failed `same-document` while one of them is not told apart from its twin
 */
export function requestSend(flow: Flow, moment: Moment): Flow {
  mustBeApart(flow, flow.documents);
  const documents = flow.documents.map((document) => {
    const current = currentAttempt(document);
    // What is parked and comes back by itself belongs to the set too.
    const returns = current.state === 'parked' && isPassing(current.failure);
    if (current.wanted || !(returns || current.state === 'captured' || current.state === 'stored'))
      return document;
    const sent = { ...current, wanted: true, wantedAt: moment.now };
    return { ...document, attempts: [...document.attempts.slice(0, -1), sent] };
  });
  return afresh({ ...flow, documents, submitting: { ...flow.submitting, dueAt: moment.now } });
}

/**
 * The same bytes again, as a new attempt under a new id.
 * @throws Failed `in-the-way` for a document that has not failed, `same-document` for one not told apart
 */
export function rerun(flow: Flow, slotIds: readonly string[], moment: Moment): Flow {
  mustBeApart(
    flow,
    flow.documents.filter(({ slotId }) => slotIds.includes(slotId)),
  );
  return slotIds.reduce((next, wantedSlot) => {
    const slot = next.documents.find(({ slotId }) => slotId === wantedSlot);
    const current = slot && currentAttempt(slot);
    if (!slot || (current?.state !== 'refused' && current?.state !== 'parked')) {
      throw new Failed('rejected', { reason: 'in-the-way' });
    }
    return withDocument(next, {
      ...slot,
      attempts: [...slot.attempts, newAttempt(current.capture, true, moment)],
    });
  }, afresh(flow));
}

/** The agent wants it: the steps of the whole flow get all their tries again. */
function afresh(flow: Flow): Flow {
  return { ...flow, opening: { ...flow.opening, tries: 0 }, submitting: { ...flow.submitting, tries: 0 } };
}

function newDocument({ slotId, kind, capture }: NewCapture, moment: Moment): FlowDocument {
  return { slotId, kind, attempts: [newAttempt(capture, false, moment)] };
}

/** A capture at the start of its way, under an id of its own. */
export function newAttempt(capture: Capture, wanted: boolean, moment: Moment): Attempt {
  const since = wanted ? { wantedAt: moment.now } : {};
  return {
    documentId: moment.id(),
    capture,
    wanted,
    ...since,
    line: freshLine(moment.now),
    state: 'captured',
  };
}

function withDocument(flow: Flow, document: FlowDocument): Flow {
  return {
    ...flow,
    documents: flow.documents.map((old) => (old.slotId === document.slotId ? document : old)),
  };
}
