import type { CardState, DocumentState, DocumentView } from '@/lib/contract/flow-view';
import { needsNobody, remedy } from '@/lib/domain/failed';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { stageProgress } from '@/lib/domain/stage';
import { awaitsEnd } from './asking';
import { isOver } from './discard';
import { twinOf } from './twin';

/** What a card's one word hangs on besides the record. */
export interface Standing {
  readonly online: boolean;
  /** Captures whose bytes lie on this device. */
  readonly held: ReadonlySet<string>;
}

/** The one word of a flow's card, without the rest; `undefined`: nothing of it is left to show. */
export function stateOfCard(flow: Flow, standing: Standing): CardState | undefined {
  const documents = flow.documents.filter((document) => !isOver(document));
  if (documents.length === 0) return undefined;
  const words = documents.map((document) => wordOf(flow, document, standing.held));
  return cardState(flow, words, standing.online);
}

/** Captures of a flow that only this device may have the bytes of. */
export function needsBytesOf({ documents }: Flow): string[] {
  const current = documents.map(currentAttempt);
  return current.filter(({ state }) => needsBytes.has(state)).map(({ capture }) => capture.captureId);
}

/** States in which only this device may have the bytes. */
const needsBytes: ReadonlySet<Attempt['state']> = new Set(['captured', 'parked']);

/** Not taken out by the agent. */
export function isInSet({ state }: Pick<DocumentView, 'state'>): boolean {
  return state !== 'discarded';
}

/** "Safe" would be said of what is gone; the line finds out when its turn comes. */
export function isLost({ state, capture }: Attempt, held: Standing['held']): boolean {
  return needsBytes.has(state) && !held.has(capture.captureId);
}

/** As much of a document as its loan's one word hangs on. */
export type Word = Pick<DocumentView, 'state' | 'wanted' | 'sameAs' | 'failure'>;

const gone = { code: 'rejected', reason: 'gone' } as const;

export function wordOf(flow: Flow, document: FlowDocument, held: Standing['held']): Word {
  const attempt = currentAttempt(document);
  const twin = twinOf(flow, document);
  const isGone = isLost(attempt, held);
  const failure = isGone ? gone : attempt.state === 'parked' ? attempt.failure : attempt.line.failure;
  return {
    state: isGone ? 'parked' : documentState(attempt),
    wanted: attempt.wanted,
    ...(failure && { failure }),
    ...(twin && { sameAs: twin.slotId }),
  };
}

export function documentState(attempt: Attempt): DocumentState {
  switch (attempt.state) {
    case 'captured':
      return 'captured';
    case 'stored':
      return attempt.wanted ? 'sending' : 'stored';
    case 'submitted':
      return attempt.unclear ? 'checking' : 'sending';
    case 'fenced':
    case 'withdrawn':
      return 'checking';
    case 'sent':
    case 'read':
    case 'refused':
    case 'parked':
    case 'discarded':
      return attempt.state;
  }
}

/** Out of the line, and back in it without anybody's doing. */
const comesBack = ({ state, failure }: Word) =>
  state === 'parked' && failure !== undefined && needsNobody(failure);

/** The agent must do something before it goes on. */
export function needsAgent(word: Word): boolean {
  const { state, sameAs } = word;
  return state === 'refused' || (state === 'parked' && !comesBack(word)) || sameAs !== undefined;
}

/** The card's one word: what the agent must do first, then what is under way, then what is finished. */
export function cardState(flow: Flow, all: readonly Word[], online: boolean): CardState {
  const documents = all.filter(isInSet);
  const some = (test: (document: Word) => boolean) => documents.some(test);
  if (some(needsAgent)) return 'attention';
  const isUnsent = ({ state, wanted }: Word) =>
    wanted && ['captured', 'stored', 'sending', 'checking'].includes(state);
  if (some(isUnsent)) return !online || isHeld(flow) ? 'waiting' : 'sending';
  if (some(comesBack)) return online ? 'retrying' : 'waiting';
  if (some(({ state }) => state === 'sent')) return 'verifying';
  const isRead = documents.length > 0 && documents.every(({ state }) => state === 'read');
  return isRead ? wordOfEnd(flow) : 'collecting';
}

/** Each document is read: what Atlas says of all of them. What nobody has ever waited for counts as it was told then. */
function wordOfEnd(flow: Flow): CardState {
  const { stages, comparing } = flow;
  if (!stages) return 'verified';
  const [crosscheck, master] = [stageProgress(stages.crosscheck), stageProgress(stages.master)];
  if (awaitsEnd(flow) && master !== 'done') return 'comparing';
  const isMissing = comparing !== undefined && master !== 'done';
  return isMissing || crosscheck === 'failed' || master === 'failed' ? 'unconfirmed' : 'verified';
}

function isHeld(flow: Flow): boolean {
  const lines = [
    flow.opening,
    flow.submitting,
    ...flow.documents.map((document) => currentAttempt(document).line),
  ];
  return lines.some(
    ({ failure }) =>
      failure !== undefined &&
      (remedy[failure.code] === 'hold' || failure.code === 'timeout' || failure.reason === 'captive-portal'),
  );
}
