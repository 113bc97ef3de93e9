import type { CapturedView } from '@/lib/contract/portal-view';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { NewCapture } from './actions';
import { sameContent } from './actions';
import type { FolderFile } from './folder';
import { contentIn } from './folder';
import { twinOf } from './twin';

/* What a capture that comes in meets in its loan: the same bytes, a document that failed, a twin. */

export interface Found {
  readonly flow: Flow;
  readonly document: FlowDocument;
  readonly attempt: Attempt;
}

/** The same bytes were captured for this loan before, as the same kind; or for this folder, as any, in any part. */
export function alreadyThere(
  flows: ReadonlyArray<Flow | undefined>,
  added: NewCapture,
  folder: FolderFile | undefined,
): Found | undefined {
  const there = (flow: Flow) => (folder ? contentIn(flow, added.capture) : sameContent(flow, added));
  return flows.flatMap((flow) => (flow && foundIn(flow, there(flow))) ?? [])[0];
}

export function foundIn(flow: Flow, document: FlowDocument | undefined): Found | undefined {
  return document && { flow, document, attempt: currentAttempt(document) };
}

/** The slot's document failed and is of this kind: another picture of it may take its place. */
export function isFailedSlot(
  flow: Flow | undefined,
  { slotId, kind }: Pick<NewCapture, 'slotId' | 'kind'>,
): boolean {
  const document = flow?.documents.find((one) => one.slotId === slotId);
  const state = document?.kind === kind ? currentAttempt(document).state : undefined;
  return state === 'refused' || state === 'parked';
}

/** What the agent will be asked about it before it is sent. */
export function twin(flow: Flow, slotId: string): Pick<CapturedView, 'sameAs'> {
  const document = flow.documents.find((one) => one.slotId === slotId);
  const other = document && twinOf(flow, document);
  return other ? { sameAs: other.kind } : {};
}
