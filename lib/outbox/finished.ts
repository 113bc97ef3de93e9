import { z } from 'zod';
import type { FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, Flow } from '@/lib/domain/flow';
import { contentsOf } from './contents';
import { nextDueAt } from './steps';

/**
 * The record as it is written. By `unfinished` the database finds it: passes of the drain, the badge and the witness
 * look at what is still to do, however many loans were finished before. By `finishedAt` it finds the last of those,
 * however many are still to do, and by `contents` a part of a folder.
 * @throws ZodError for what is no flow
 */
export function stamped(flow: Flow, now: number): Flow {
  const { unfinished: _, finishedAt: __, contents: ___, ...rest } = flow;
  const contents = contentsOf(flow);
  return Flow.parse({
    ...rest,
    updatedAt: now,
    ...(isFinished(flow) ? { finishedAt: now } : { unfinished: 1 }),
    ...(contents && { contents }),
  });
}

/**
 * A record as it was found, with the marks it should have.
 * @returns `undefined` when it has them
 */
export function mended(record: unknown): unknown {
  const flow = Flow.safeParse(record).data;
  if (flow) {
    const should = stamped(flow, flow.updatedAt);
    return isMarkedAs(flow, should) ? undefined : should;
  }
  // A damaged one is found as long as it is there; nothing else of it is touched.
  const found = z.looseObject({ unfinished: z.unknown().optional() }).safeParse(record).data;
  return found && found.unfinished !== 1 ? { ...found, unfinished: 1 } : undefined;
}

function isMarkedAs(flow: Flow, should: Flow): boolean {
  const isSame = flow.contents?.join(' ') === should.contents?.join(' ');
  return isSame && flow.unfinished === should.unfinished && flow.finishedAt === should.finishedAt;
}

/** Nothing of it is left to do, for us or for the agent, and none of its bytes are left. */
function isFinished(flow: Flow): boolean {
  return flow.documents.every(isPutAway) && nextDueAt(flow, 0) === undefined;
}

function isPutAway(document: FlowDocument): boolean {
  const attempt = currentAttempt(document);
  return (attempt.state === 'read' || attempt.state === 'discarded') && attempt.released;
}
