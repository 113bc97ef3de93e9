import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';

const unsent: ReadonlySet<Attempt['state']> = new Set(['captured', 'stored', 'parked']);

/**
 * The other document of the loan with the very same bytes that is sent, or comes first: the agent must say whether
 * both are meant before this one may be sent. By the hash of what was captured; no two seals are alike.
 */
export function twinOf(flow: Flow, document: FlowDocument): FlowDocument | undefined {
  const current = currentAttempt(document);
  // What is wanted has been answered for; what is told to Atlas can no longer be asked about.
  if (current.wanted || !unsent.has(current.state)) return undefined;
  const place = flow.documents.findIndex(({ slotId }) => slotId === document.slotId);
  return flow.documents.find(
    (other, at) =>
      other.slotId !== document.slotId &&
      (at < place || currentAttempt(other).wanted) &&
      isSame(document, other) &&
      !isKeptApart(document, other),
  );
}

/** The flow, in which the document just changed is not wanted before it is told apart from its twin. */
export function askFirst(flow: Flow, slotId: string): Flow {
  const asked = flow.documents.map((document): FlowDocument => {
    const current = currentAttempt(document);
    if (document.slotId !== slotId || !unsent.has(current.state)) return document;
    return { ...document, attempts: [...document.attempts.slice(0, -1), { ...current, wanted: false }] };
  });
  const document = asked.find((one) => one.slotId === slotId);
  return document && twinOf({ ...flow, documents: asked }, document) ? { ...flow, documents: asked } : flow;
}

/** @throws Failed `same-document` while one of these is not told apart from its twin */
export function mustBeApart(flow: Flow, documents: readonly FlowDocument[]): void {
  if (documents.some((document) => twinOf(flow, document)))
    throw new Failed('rejected', { reason: 'same-document' });
}

/**
 * The agent means both: from now on the document is told apart from all that have its bytes now.
 * @throws Failed `gone` when there is no such document
 */
export function keepBoth(flow: Flow, slotId: string): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  if (!document) throw new Failed('rejected', { reason: 'gone' });
  const twins = flow.documents.filter((other) => other.slotId !== slotId && isSame(document, other));
  const apartFrom = [...new Set([...(document.apartFrom ?? []), ...twins.map((other) => other.slotId)])];
  return {
    ...flow,
    documents: flow.documents.map((one) => (one.slotId === slotId ? { ...one, apartFrom } : one)),
  };
}

/** Other bytes have taken the slot's place: what was said of the old ones says nothing of them. */
export function forgetApart(flow: Flow, slotId: string): Flow {
  const documents = flow.documents.map(({ apartFrom = [], ...document }): FlowDocument => {
    const left = document.slotId === slotId ? [] : apartFrom.filter((other) => other !== slotId);
    return left.length > 0 ? { ...document, apartFrom: left } : document;
  });
  return { ...flow, documents };
}

/** Both are in the set, with the same bytes; what was discarded is on its way out. */
function isSame(one: FlowDocument, other: FlowDocument): boolean {
  const [mine, its] = [currentAttempt(one), currentAttempt(other)];
  const isIn = mine.state !== 'discarded' && its.state !== 'discarded';
  return isIn && mine.capture.opened.sha256 === its.capture.opened.sha256;
}

function isKeptApart(one: FlowDocument, other: FlowDocument): boolean {
  const named = (it: FlowDocument, slotId: string) => it.apartFrom?.includes(slotId) ?? false;
  return named(one, other.slotId) || named(other, one.slotId);
}
