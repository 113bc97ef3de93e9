import type { Accepted, Place } from '@/lib/atlas/api';
import type { Attempt, AttemptIn, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';

/* Where Atlas keeps a flow: in one that was opened, or in batches, of which it names a number in its answer alone. */

/** All of it. */
export function placeOf({ productType, atlas }: Flow): Place {
  if (atlas.state === 'batches') return { productType, batchIds: atlas.batchIds };
  return { productType, batchIds: [], ...(atlas.state === 'open' && { flowUuid: atlas.flowUuid }) };
}

/** There is something to ask for. */
export function isKnownAtAtlas({ atlas }: Flow): boolean {
  return atlas.state === 'open' || (atlas.state === 'batches' && atlas.batchIds.length > 0);
}

/** Where to look for what has no verdict yet: of batches those alone; `undefined`: there is none to ask for. */
export function placeToAsk(flow: Flow): Place | undefined {
  if (flow.atlas.state === 'none') return undefined;
  const all = placeOf(flow);
  if (flow.atlas.state !== 'batches') return all;
  const open = flow.documents.flatMap(openAttempts);
  const numbers = open.map((attempt) => (attempt.state === 'sent' ? attempt.batchId : undefined));
  // One whose answer did not name it may be in any of them.
  const batchIds = numbers.includes(undefined)
    ? all.batchIds
    : all.batchIds.filter((id) => numbers.includes(id));
  return batchIds.length > 0 ? { ...all, batchIds } : undefined;
}

function openAttempts(document: FlowDocument): Attempt[] {
  return document.attempts.filter(
    (attempt) =>
      attempt.state === 'submitted' ||
      attempt.state === 'fenced' ||
      (attempt.state === 'sent' && (attempt.batchId !== undefined || attempt === currentAttempt(document))),
  );
}

/** Whether asking can bring word of what Atlas has. */
export function canBeAnswered({ atlas }: Flow, document: FlowDocument, attempt: AttemptIn<'sent'>): boolean {
  if (atlas.state !== 'batches' || attempt.batchId !== undefined) return true;
  return atlas.batchIds.length > 0 && attempt === currentAttempt(document);
}

/** Atlas has fetched it, and the answer that names its batch was lost: it may be read, and cannot be asked for. */
export function isUnnumbered({ atlas }: Flow, attempt: Attempt): boolean {
  return atlas.state === 'batches' && attempt.state === 'sent' && attempt.batchId === undefined;
}

/** The numbers of an answer belong to the flow: an attempt that has its verdict no longer needs them, results do. */
export function withBatches(atlas: Flow['atlas'], accepted: readonly Accepted[]): Flow['atlas'] {
  if (atlas.state !== 'batches') return atlas;
  const named = accepted.flatMap(({ batchId }) => batchId ?? []);
  return { ...atlas, batchIds: [...new Set([...atlas.batchIds, ...named])] };
}
