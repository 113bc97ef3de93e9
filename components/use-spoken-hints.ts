import { useEffect, useRef } from 'react';
import { mask } from '@/lib/domain/masked';
import type { Kind } from '@/lib/domain/organisation';
import { sentencesFor } from './failure-words';
import type { Voice } from './spoken-hints';
import type { QueueItem } from './use-capture-queue';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

export interface Spoken {
  /** Absent: nothing is to be said. */
  readonly voice: Voice | undefined;
  readonly items: readonly QueueItem[];
  readonly labels: ReadonlyMap<Kind, string>;
  /** Said before what to add, when that is new: why it is wanted. */
  readonly about?: readonly string[];
  /** What the next file will be. */
  readonly next: string | undefined;
  /** Nothing that is required is missing. */
  readonly isComplete: boolean;
}

const nothing: readonly string[] = [];

/** Says what to add, when that changes, and what became of each file. */
export function useSpokenHints({ voice, items, labels, about = nothing, next, isComplete }: Spoken): void {
  const words = useWords();
  const said = useRef({ next: '', states: statesOf([]) });
  useEffect(() => {
    if (!voice) {
      said.current = { next: '', states: statesOf(items) };
      return;
    }
    const results = items
      .filter(({ id, state }) => isOver.has(state) && said.current.states.get(id) !== state)
      .map((item) => resultOf(words, item, labels.get(item.kind) ?? item.kind));
    const finishes = isComplete && results.length > 0 ? [words.t('speak.complete')] : [];
    const isNext = next !== undefined && next !== said.current.next;
    const isNew = next !== undefined && (isNext || results.length > 0) && !isComplete;
    const guidance = isNew ? [words.t('speak.add', { document: mask(next) })] : [];
    const sentences = [...results, ...finishes, ...(isNext ? about : nothing), ...guidance];
    said.current = { next: next ?? '', states: statesOf(items) };
    if (sentences.length > 0) voice.say(sentences, words.language);
  }, [voice, words, items, labels, about, next, isComplete]);
}

const isOver: ReadonlySet<QueueItem['state']> = new Set(['captured', 'already', 'failed']);
const statesOf = (items: readonly QueueItem[]) => new Map(items.map(({ id, state }) => [id, state]));

function resultOf(words: Words, { state, failure }: QueueItem, label: string): string {
  const document = mask(label);
  if (state === 'captured') return words.t('speak.captured', { document });
  if (state === 'already' || !failure) return words.t('speak.already', { document });
  const [happened, , next] = sentencesFor(words, failure);
  return words.t('speak.refused', { document, happened, next });
}
