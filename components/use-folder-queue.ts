import { useEffect, useReducer, useRef } from 'react';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Failure } from '@/lib/domain/failed';
import { toFailure } from '@/lib/domain/failed';
import type { Kind } from '@/lib/domain/organisation';
import type { FoundFile } from './dropped-files';

/** One file of the folder. File and path are held by this page alone, until it is closed. */
export interface FolderItem extends FoundFile {
  readonly id: number;
  readonly kind: Kind;
  readonly source: 'file' | 'drop';
  readonly state: 'waiting' | 'reading' | 'failed' | 'taken';
  readonly failure?: Failure | undefined;
  /** `taken`: where it is now. */
  readonly slotId?: string | undefined;
}

export type NewFolderItem = Pick<FolderItem, 'file' | 'path' | 'kind' | 'source' | 'failure'>;
export type TakeIn = (item: Pick<FolderItem, 'file' | 'kind' | 'source'>) => Promise<CapturedView>;

export interface FolderQueue {
  readonly items: readonly FolderItem[];
  readonly isRunning: boolean;
  /** Why it stopped by itself; the file that met it is in line again. */
  readonly stopped: Failure | undefined;
}

type Change =
  | { readonly does: 'choose'; readonly items: readonly NewFolderItem[] }
  | { readonly does: 'set'; readonly id: number; readonly to: Partial<FolderItem> }
  | { readonly does: 'kind'; readonly ids: ReadonlySet<number>; readonly kind: Kind }
  | { readonly does: 'run'; readonly isRunning: boolean }
  | { readonly does: 'stop'; readonly id: number; readonly failure: Failure };

/** One is read while the one before it is written. */
const HANDS = 2;

function reduce(queue: FolderQueue, change: Change): FolderQueue {
  const each = (test: (item: FolderItem) => boolean, to: Partial<FolderItem>): FolderItem[] =>
    queue.items.map((item) => (test(item) ? { ...item, ...to } : item));
  switch (change.does) {
    case 'choose': {
      // What is on its way stays; whatever waited, failed or is in the folder once more is chosen anew.
      const paths = new Set(change.items.map(({ path }) => path));
      const kept = queue.items.filter(
        ({ state, path }) => state === 'reading' || (state === 'taken' && !paths.has(path)),
      );
      const next = 1 + Math.max(-1, ...queue.items.map(({ id }) => id));
      const added = change.items.map((item, at): FolderItem => {
        const state = item.failure ? 'failed' : 'waiting';
        return { ...item, id: next + at, state };
      });
      return { items: [...kept, ...added], isRunning: false, stopped: undefined };
    }
    case 'set':
      return { ...queue, items: each(({ id }) => id === change.id, change.to) };
    case 'kind':
      return {
        ...queue,
        items: each(({ id, state }) => state === 'waiting' && change.ids.has(id), { kind: change.kind }),
      };
    case 'run':
      return { ...queue, isRunning: change.isRunning, stopped: undefined };
    case 'stop':
      return {
        items: each(({ id }) => id === change.id, { state: 'waiting' }),
        isRunning: false,
        stopped: change.failure,
      };
  }
}

/** What became of a try: what lies in the file stays with the file, anything else stops the line. */
function afterFailure(id: number, failure: Failure): Change {
  return failure.code === 'rejected'
    ? { does: 'set', id, to: { state: 'failed', failure } }
    : {
        does: 'stop',
        id,
        failure: failure.code === 'full' ? { ...failure, reason: 'folder-disk-full' } : failure,
      };
}

/** Takes the files of a folder in, in their order, until it is told to pause. */
export function useFolderQueue(takeIn: TakeIn) {
  const [queue, change] = useReducer(reduce, { items: [], isRunning: false, stopped: undefined });
  const { items, isRunning } = queue;
  const busy = useRef(new Set<number>());
  const first = isRunning ? items.find(({ state }) => state === 'waiting') : undefined;
  const reading = items.filter(({ state }) => state === 'reading').length;

  useEffect(() => {
    // The ref holds between an effect and its rendering, the state tells when a turn is over.
    const { current: hands } = busy;
    if (!first || hands.size >= HANDS || hands.has(first.id)) return;
    const { id } = first;
    hands.add(id);
    change({ does: 'set', id, to: { state: 'reading' } });
    const ended = takeIn(first).then(
      ({ slotId }): Change => ({ does: 'set', id, to: { state: 'taken', slotId } }),
      (thrown: unknown) => afterFailure(id, toFailure(thrown)),
    );
    void ended.then((became) => {
      hands.delete(id);
      change(became);
    });
  }, [first, reading, takeIn]);

  const isUnfinished = reading > 0 || items.some(({ state }) => state === 'waiting');
  useEffect(() => {
    if (!isUnfinished) return;
    const end = new AbortController();
    // Nothing is lost by closing; the browser asks since the folder would have to be chosen again.
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal: end.signal });
    return () => end.abort();
  }, [isUnfinished]);

  return {
    ...queue,
    choose: (chosen: readonly NewFolderItem[]) => change({ does: 'choose', items: chosen }),
    run: (on: boolean) => change({ does: 'run', isRunning: on }),
    setKind: (ids: readonly number[], kind: Kind) => change({ does: 'kind', ids: new Set(ids), kind }),
  };
}
