import { z } from 'zod';
import { isFoundIn } from './search';
import { ContentType, Sha256, Source } from './capture';
import type { Attempt, Flow, FlowDocument } from './flow';
import { Kind } from './organisation';

/** Where an attempt stands; the words of `Attempt`, of which a receipt never is in the first one. */
const State = z.enum([
  'captured',
  'stored',
  'submitted',
  'fenced',
  'withdrawn',
  'sent',
  'read',
  'refused',
  'parked',
  'discarded',
]);

/**
 * What was sent of one attempt, when, and what became of it: written when Atlas is first told, kept when the bytes
 * and the flow are gone. Never a name or a number of a customer. Instants are epoch milliseconds.
 */
export const Receipt = z.strictObject({
  version: z.literal(1),
  /** Of the attempt, at Atlas. */
  documentId: z.uuid(),
  tenantId: z.string(),
  agentId: z.string(),
  loanId: z.string(),
  flowId: z.uuid(),
  slotId: z.uuid(),
  kind: Kind,
  captureId: z.string(),
  source: Source,
  capturedAt: z.number(),
  contentType: ContentType,
  /** Of what Atlas reads. */
  size: z.number(),
  sha256: Sha256,
  /** Of what was uploaded. */
  sealedSha256: Sha256,
  /** SHA-256 of the picture that was too large for the line, of which this is a smaller one. */
  reducedFrom: Sha256.optional(),
  /** When the intent to tell Atlas was first stored. */
  firstSentAt: z.number(),
  /** 1 for the first attempt of its document. */
  attempt: z.number().int().positive(),
  /** The attempt before it, if there was one. */
  follows: z.uuid().optional(),
  state: State,
  /** When it came to be so. */
  settledAt: z.number(),
  /** Atlas's code, when it refused it. */
  verdictCode: z.string().optional(),
  /** What Atlas took it for, once it has read or refused it. */
  documentType: z.string().optional(),
  flowUuid: z.string().optional(),
  fileUuid: z.string().optional(),
  batchId: z.string().optional(),
});
export type Receipt = z.infer<typeof Receipt>;

const told: ReadonlySet<Attempt['state']> = new Set([
  'submitted',
  'fenced',
  'withdrawn',
  'sent',
  'read',
  'refused',
]);

/** Atlas has been told of it, or was about to be. */
export function isTold({ state }: Attempt): boolean {
  return told.has(state);
}

/**
 * The receipt of an attempt as it is now.
 * @param before the receipt there is; without one only an attempt that Atlas was told of gets one
 */
export function receiptOf(
  flow: Flow,
  document: FlowDocument,
  attempt: Attempt,
  before: Receipt | undefined,
  now: number,
): Receipt | undefined {
  if (!before && (!isTold(attempt) || isReplaced(document, attempt))) return undefined;
  const { capture, documentId, state } = attempt;
  const index = document.attempts.findIndex((one) => one.documentId === documentId);
  const { tenantId, agentId, loanId, flowId, atlas } = flow;
  return Receipt.parse({
    ...before,
    version: 1,
    documentId,
    tenantId,
    agentId,
    loanId,
    flowId,
    slotId: document.slotId,
    kind: document.kind,
    captureId: capture.captureId,
    source: capture.source,
    capturedAt: capture.capturedAt,
    contentType: capture.opened.contentType,
    size: capture.opened.size,
    sha256: capture.opened.sha256,
    sealedSha256: capture.sealed.sha256,
    ...(capture.reducedFrom && { reducedFrom: capture.reducedFrom.sha256 }),
    firstSentAt: before?.firstSentAt ?? tellingOf(attempt) ?? now,
    attempt: index + 1,
    follows: document.attempts[index - 1]?.documentId,
    state,
    settledAt: before?.state === state ? before.settledAt : now,
    ...(atlas.state === 'open' && { flowUuid: atlas.flowUuid }),
    ...(state === 'sent' && attempt.fileUuid && { fileUuid: attempt.fileUuid }),
    ...(state === 'sent' && attempt.batchId && { batchId: attempt.batchId }),
    ...((state === 'read' || state === 'refused') && { documentType: attempt.documentType }),
    ...(state === 'refused' && { verdictCode: attempt.verdictCode }),
  });
}

/** Withdrawn before Atlas was told: what Atlas never had goes again as the same capture. */
function isReplaced({ attempts }: FlowDocument, { documentId, state, capture }: Attempt): boolean {
  const next = attempts[attempts.findIndex((one) => one.documentId === documentId) + 1];
  return state === 'withdrawn' && next !== undefined && next.capture.captureId !== capture.captureId;
}

/** What the attempt itself still knows of when it went out. */
function tellingOf(attempt: Attempt): number | undefined {
  const { state } = attempt;
  if (state === 'submitted') return attempt.submittedAt;
  if (state === 'sent') return attempt.sentAt;
  if (state === 'read') return attempt.readAt;
  return state === 'refused' ? attempt.refusedAt : undefined;
}

/**
 * Whether every word of a search stands in the loan, kind, state, verdict, an id, a hash or the day of sending.
 * @param called what else the agent calls it by: its customer, the name of its kind
 */
export function isFound(
  receipt: Receipt,
  search: string,
  called: ReadonlyArray<string | undefined> = [],
): boolean {
  const { loanId, kind, state, verdictCode, documentType, sha256, sealedSha256, source } = receipt;
  const { documentId, captureId, slotId, flowUuid, fileUuid, batchId, firstSentAt, reducedFrom } = receipt;
  const ids = [documentId, captureId, slotId, flowUuid, fileUuid, batchId, reducedFrom];
  const about = [loanId, kind, state, verdictCode, documentType, sha256, sealedSha256, source];
  return isFoundIn([...about, ...ids, ...daysOf(firstSentAt), ...called], search);
}

/** `2026-11-03`, and as it is written by hand: `03/11/2026`, `3/11/2026`; where the agent is. */
function daysOf(at: number): string[] {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const [day, month, year] = [date.getDate(), date.getMonth() + 1, date.getFullYear()];
  return [
    `${year}-${two(month)}-${two(day)}`,
    `${two(day)}/${two(month)}/${year}`,
    `${day}/${month}/${year}`,
  ];
}
