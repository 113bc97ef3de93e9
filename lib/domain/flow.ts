import { z } from 'zod';
import { Capture } from './capture';
import { codes, reasons } from './failed';
import { FolderId } from './folder-id';
import { AtlasApi, Kind } from './organisation';

const Failure = z.strictObject({
  code: z.enum(codes),
  reason: z.enum(reasons).optional(),
  retryAfterMs: z.number().optional(),
});

/** A place in the line: how often a step was booked and tried, and when its turn comes. */
export const Line = z.strictObject({
  /** Counts every booking and never goes back; a result that carries an older number is refused. */
  booked: z.number().int().nonnegative(),
  /** Tries since the last success. A hold gives its try back. */
  tries: z.number().int().nonnegative(),
  /** Epoch milliseconds. */
  dueAt: z.number(),
  /** How the last try ended, when it did not end well. */
  failure: Failure.optional(),
});
export type Line = z.infer<typeof Line>;

const attempt = {
  /** The id at Atlas: minted once, stored before it is first sent, never used for other bytes. */
  documentId: z.uuid(),
  capture: Capture,
  /** The agent has pressed Send for it. */
  wanted: z.boolean(),
  /** Since when (epoch ms). */
  wantedAt: z.number().optional(),
  line: Line,
  /** When it last came back by itself after it was parked. */
  sweptAt: z.number().optional(),
  /** Atlas's answer held more than one entry under its id. */
  isListedTwice: z.literal(true).optional(),
  /** What the store had of it in parts has been given up. */
  isAbandoned: z.literal(true).optional(),
};

/** One capture sent under one `document_id`. `lib/outbox/machine.ts` draws how the states follow each other. */
export const Attempt = z.discriminatedUnion('state', [
  z.strictObject({ ...attempt, state: z.literal('captured') }),
  z.strictObject({ ...attempt, state: z.literal('stored') }),
  /** Told to Atlas, or about to be: whether it arrived is not known. */
  z.strictObject({
    ...attempt,
    state: z.literal('submitted'),
    submittedAt: z.number(),
    unclear: z.boolean(),
    /** The agent does not wait for the fence's own time. */
    rerunAt: z.number().optional(),
  }),
  /** Its `file_url` is withdrawn; one more look for evidence is due. */
  z.strictObject({ ...attempt, state: z.literal('fenced'), fencedAt: z.number() }),
  /** Shown absent after the fence; another attempt has taken its place. */
  z.strictObject({ ...attempt, state: z.literal('withdrawn'), withdrawnAt: z.number() }),
  /** Atlas has it. */
  z.strictObject({
    ...attempt,
    state: z.literal('sent'),
    sentAt: z.number(),
    fileUuid: z.string().optional(),
    batchId: z.string().optional(),
    /** The agent does not wait any longer: it is withdrawn, then the capture goes as a new attempt. */
    rerunAt: z.number().optional(),
  }),
  z.strictObject({
    ...attempt,
    state: z.literal('read'),
    readAt: z.number(),
    documentType: z.string(),
    /** The bytes have left this device and the store. */
    released: z.boolean(),
  }),
  z.strictObject({
    ...attempt,
    state: z.literal('refused'),
    refusedAt: z.number(),
    verdictCode: z.string(),
    documentType: z.string(),
  }),
  z.strictObject({ ...attempt, state: z.literal('parked'), parkedAt: z.number(), failure: Failure }),
  /** Taken out of the set by the agent, who may take that back until its bytes go. */
  z.strictObject({
    ...attempt,
    state: z.literal('discarded'),
    discardedAt: z.number(),
    /** The agent deleted it on leaving: its bytes are gone from here, and no undo was promised. */
    deletedAt: z.number().optional(),
    /** Why it was parked, if it was. */
    failure: Failure.optional(),
    released: z.boolean(),
  }),
]);
export type Attempt = z.infer<typeof Attempt>;
export type AttemptIn<S extends Attempt['state']> = Extract<Attempt, { state: S }>;

/** One paper of a flow: a slot, with its attempts, oldest first. The last one is the current one. */
export const FlowDocument = z.strictObject({
  slotId: z.uuid(),
  kind: Kind,
  attempts: z.array(Attempt).min(1),
  /** Slots with the same bytes that the agent has said are other documents. */
  apartFrom: z.array(z.uuid()).optional(),
});
export type FlowDocument = z.infer<typeof FlowDocument>;

/** Atlas's own progress, in its own words; open strings, since its lists may grow. */
export const Stages = z.strictObject({
  upload: z.string(),
  processing: z.string(),
  crosscheck: z.string(),
  master: z.string(),
});
export type Stages = z.infer<typeof Stages>;

/** Atlas says it has finished: so far, since more may be sent. */
export function isTerminal(stages: Stages | undefined): boolean {
  return stages?.master === 'SUCCESS' || stages?.master === 'FAILED';
}

/**
 * One loan's documents on the way from capture to result: the record in the outbox. In clear lie ids, kinds,
 * states, codes, sizes and times; never a name, a number or a file name.
 */
export const Flow = z.strictObject({
  version: z.literal(1),
  flowId: z.uuid(),
  tenantId: z.string(),
  agentId: z.string(),
  loanId: z.string(),
  /** It is a part of this folder, and `loanId` says which. */
  folder: FolderId.optional(),
  productType: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Something of it is still to do: by this the database finds it. `lib/outbox/finished.ts` says when. */
  unfinished: z.literal(1).optional(),
  /** Nothing of it is: written for the last time then (epoch ms). By this the database finds it, the last one first. */
  finishedAt: z.number().optional(),
  /** Of a part of a folder: by these the database finds the one that has a content. `lib/outbox/contents.ts` makes them. */
  contents: z.array(z.string()).optional(),
  /** Which of Atlas's APIs it goes by, for all its life; records without it are of a time that knew one. */
  api: AtlasApi.default('flow'),
  /** `flow/init` at Atlas, done once a loan; or, of the APIs that have none, the numbers of its batches. */
  atlas: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('none') }),
    z.strictObject({ state: z.literal('open'), flowUuid: z.string() }),
    z.strictObject({ state: z.literal('batches'), batchIds: z.array(z.string()) }),
  ]),
  /** How long bytes stay after a good verdict or a discard, as the organisation had it at the last capture. */
  graceMs: z.number().positive().optional(),
  opening: Line,
  submitting: Line,
  /** Asking Atlas how far it is. */
  asking: Line,
  stages: Stages.optional(),
  /** Atlas has answered for each document and not said its end: since when (epoch ms), and whether nobody asks any more. */
  comparing: z.strictObject({ since: z.number(), isRested: z.literal(true).optional() }).optional(),
  documents: z.array(FlowDocument).min(1),
});
export type Flow = z.infer<typeof Flow>;

/** The attempt that counts for a document. */
export function currentAttempt(document: FlowDocument): Attempt {
  const last = document.attempts.at(-1);
  if (!last) throw new RangeError('a document has at least one attempt');
  return last;
}
