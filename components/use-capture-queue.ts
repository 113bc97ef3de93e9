import { useEffect, useReducer, useRef } from 'react';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Failure, Reason } from '@/lib/domain/failed';
import { toFailure } from '@/lib/domain/failed';
import type { Kind } from '@/lib/domain/organisation';

export type CaptureSource = 'file' | 'drop' | 'paste';

/** One file on its way into the outbox. The file itself is held by this page alone, until it is closed. */
export interface QueueItem {
  readonly id: number;
  readonly file: File;
  readonly kind: Kind;
  readonly slotId?: string | undefined;
  /** A smaller picture in the place of the slot's. */
  readonly smaller?: true | undefined;
  readonly source: CaptureSource;
  readonly state: 'waiting' | 'reading' | 'captured' | 'already' | 'failed';
  readonly failure?: Failure | undefined;
  /** The kind of another document with the same content. */
  readonly sameAs?: Kind | undefined;
}

export type NewItem = Pick<QueueItem, 'file' | 'kind' | 'slotId' | 'smaller' | 'source'>;
export type Capture = (item: NewItem) => Promise<CapturedView>;

type Change =
  | { readonly does: 'add'; readonly items: readonly NewItem[] }
  | { readonly does: 'set'; readonly id: number; readonly to: Settled };
type Settled = Pick<QueueItem, 'state' | 'failure' | 'sameAs'>;

/** Reasons that lie in the file: the same file again would fail again. */
const aboutTheFile: ReadonlySet<Reason | undefined> = new Set([
  'not-a-document',
  'heic',
  'empty-file',
  'too-large',
  'broken-image',
  'broken-pdf',
  'already-captured',
  'not-smaller',
]);

export function canRetry({ state, failure }: QueueItem): boolean {
  return state === 'failed' && !aboutTheFile.has(failure?.reason);
}

function reduce(items: readonly QueueItem[], change: Change): readonly QueueItem[] {
  if (change.does === 'set') {
    return items.map((item) => (item.id === change.id ? { ...item, ...change.to } : item));
  }
  const added = change.items.map((item, index) => ({
    ...item,
    id: items.length + index,
    state: 'waiting' as const,
  }));
  return [...items, ...added];
}

/** One is read while the one before it is written. */
const HANDS = 2;

/** Takes files in the order they came, and keeps what became of each. */
export function useCaptureQueue(capture: Capture) {
  const [items, change] = useReducer(reduce, []);
  const busy = useRef(new Set<number>());
  const next = items.find(({ state }) => state === 'waiting');
  const reading = items.filter(({ state }) => state === 'reading').length;

  useEffect(() => {
    // The ref holds between an effect and its rendering, the state tells when a turn is over.
    const { current: hands } = busy;
    if (!next || hands.size >= HANDS || hands.has(next.id)) return;
    const set = (to: Settled) => change({ does: 'set', id: next.id, to });
    hands.add(next.id);
    set({ state: 'reading' });
    void capture(next)
      .then(({ already, sameAs }) => ({
        state: already ? ('already' as const) : ('captured' as const),
        sameAs,
      }))
      .catch((thrown: unknown) => ({ state: 'failed' as const, failure: toFailure(thrown) }))
      .then((to) => {
        hands.delete(next.id);
        set(to);
      });
  }, [next, reading, capture]);

  const unfinished = reading > 0 || next !== undefined;
  useEffect(() => {
    if (!unfinished) return;
    const end = new AbortController();
    // Closing the page now would lose what is not in the outbox yet: the browser asks first.
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal: end.signal });
    return () => end.abort();
  }, [unfinished]);

  return {
    items,
    add: (added: readonly NewItem[]) => change({ does: 'add', items: added }),
    retry: (id: number) => change({ does: 'set', id, to: { state: 'waiting', failure: undefined } }),
  };
}
