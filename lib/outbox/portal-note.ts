import type { DocumentView } from '@/lib/contract/flow-view';
import type { PortalNote } from '@/lib/contract/portal-view';
import { needsNobody } from '@/lib/domain/failed';
import { fill } from '@/lib/domain/fill';
import type { PortalFault, PortalState, PortalWords } from '@/lib/domain/portal-words';

type Shown = Pick<DocumentView, 'slotId' | 'kind' | 'state' | 'verdictCode' | 'failure'>;

/** How it stands, and its place in the line of what an agent must know first. */
const standing: Readonly<Record<PortalState, { readonly tone: PortalNote['tone']; readonly rank: number }>> =
  {
    waiting: { tone: 'plain', rank: 1 },
    checking: { tone: 'plain', rank: 2 },
    captured: { tone: 'good', rank: 3 },
    stored: { tone: 'good', rank: 4 },
    sending: { tone: 'plain', rank: 5 },
    sent: { tone: 'plain', rank: 6 },
    read: { tone: 'good', rank: 7 },
  };
const FAULT_RANK = 0;
/** What goes on by itself and so is asked for again. */
const moving: ReadonlySet<PortalState> = new Set(['waiting', 'checking', 'sending', 'sent']);
const verdicts: ReadonlySet<string> = new Set<PortalFault>(['INVALID_DOC', 'UNRECOGNISED']);

/**
 * What the chips of a loan's page say, what the agent must know first in front, and whether that will change by itself.
 * @param canRetake a press opens the place where a failed document is photographed again
 */
export function portalNotes(
  documents: readonly Shown[],
  words: PortalWords,
  canRetake: boolean,
): { readonly documents: readonly PortalNote[]; readonly moves: boolean } {
  const inSet = documents.filter(({ state }) => state !== 'discarded');
  const failed = inSet.filter(faultOf);
  const ranked = inSet.map((document) => {
    const fault = faultOf(document);
    if (!fault) return stateNote(document.kind, stateOf(document), words);
    const isOnlyOne = failed.every((other) => other === document || other.kind !== document.kind);
    const note = faultNote(document.kind, fault, words, canRetake);
    return { ...note, slotId: isOnlyOne ? document.slotId : undefined };
  });
  return {
    documents: ranked
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ kind, note, tone, slotId }) => ({ kind, note, tone, slotId })),
    moves: inSet.some((document) => !faultOf(document) && moving.has(stateOf(document))),
  };
}

function faultNote(kind: string, fault: PortalFault, words: PortalWords, canRetake: boolean) {
  const note = fill(canRetake ? words.again : words.open, { why: words.why[fault] });
  return { kind, note, tone: 'bad' as const, rank: FAULT_RANK };
}

function stateNote(kind: string, state: PortalState, words: PortalWords) {
  return { kind, note: words.states[state], ...standing[state], slotId: undefined };
}

/** Why the agent must do something; `undefined`: he need not. */
export function faultOf({
  state,
  verdictCode,
  failure,
}: Omit<Shown, 'kind' | 'slotId'>): PortalFault | undefined {
  if (state === 'refused') return isVerdict(verdictCode) ? verdictCode : 'refused';
  if (state !== 'parked' || (failure && needsNobody(failure))) return undefined;
  return failure?.reason === 'gone' ? 'gone' : 'parked';
}

function isVerdict(code: string | undefined): code is 'INVALID_DOC' | 'UNRECOGNISED' {
  return code !== undefined && verdicts.has(code);
}

function stateOf({ state }: Shown): PortalState {
  return state === 'parked' || state === 'refused' || state === 'discarded' ? 'waiting' : state;
}
