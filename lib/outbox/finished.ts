import { z } from 'zod';
import type { FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, Flow } from '@/lib/domain/flow';
import { nextDueAt } from './steps';

/**
 * The record as it is written. `unfinished` is what the database finds it by: passes of the drain, the badge and the
 * witness look at what is still to do, however many loans were finished before.
 * @throws ZodError for what is no flow
 */
export function stamped(flow: Flow, now: number): Flow {
  const { unfinished: _, ...rest } = flow;
  return Flow.parse({ ...rest, updatedAt: now, ...(!isFinished(flow) && { unfinished: 1 }) });
}

/**
 * A record as it was found, with the mark it should have.
 * @returns `undefined` when it has it
 */
export function mended(record: unknown): unknown {
  const flow = Flow.safeParse(record).data;
  if (flow)
    return (flow.unfinished === undefined) === isFinished(flow) ? undefined : stamped(flow, flow.updatedAt);
  // A damaged one is found as long as it is there; nothing else of it is touched.
  const found = z.looseObject({ unfinished: z.unknown().optional() }).safeParse(record).data;
  return found && found.unfinished !== 1 ? { ...found, unfinished: 1 } : undefined;
}

/** Nothing of it is left to do, for us or for the agent, and none of its bytes are left. */
function isFinished(flow: Flow): boolean {
  return flow.documents.every(isPutAway) && nextDueAt(flow, 0) === undefined;
}

function isPutAway(document: FlowDocument): boolean {
  const attempt = currentAttempt(document);
  return (attempt.state === 'read' || attempt.state === 'discarded') && attempt.released;
}
