import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { FolderScreen } from '@/components/folder-screen';
import type { TakeIn } from '@/components/use-folder-queue';
import { useLive, useNow } from '@/components/use-live';
import { useUnattended } from '@/components/use-unattended';
import { useWords } from '@/components/words/use-words';
import type { FolderId } from '@/lib/domain/folder-id';
import { newFolderId } from '@/lib/domain/folder';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';
import { NEEDS_YOU } from '@/lib/outbox/notice-address';
import type { World } from '@/lib/world';
import { createActions } from './actions';

export interface AppProps {
  readonly client: Client;
  readonly world: World;
  /** The folder that the page was opened for. */
  readonly asked: FolderId | undefined;
}

interface Target {
  readonly folderId: FolderId;
  readonly productType: string;
}

export function App({ client, world, asked }: AppProps) {
  const words = useWords();
  const [folderId, setFolderId] = useState(asked);
  const { value, failure, reload } = useLive(
    useMemo(() => () => read(client, world, folderId), [client, world, folderId]),
    useMemo(() => subscribe.bind(undefined, world), [world]),
  );
  const left = useUnattended();
  const target = useRef<Target>(undefined);
  const begin = (count: number, productType: string) => {
    const id = folderId ?? newFolderId(world, count);
    target.current = { folderId: id, productType };
    setFolderId(id);
    // Whoever loads the page again is back at his folder.
    window.history.replaceState(null, '', addressOf(id));
  };
  const takeIn: TakeIn = useCallback(
    async ({ file, kind, source }) => {
      const { current } = target;
      if (!current) throw new RangeError('a folder is chosen before its files are taken in');
      return client.call('folder.add', { ...current, kind, source, bytes: file });
    },
    [client],
  );
  return (
    <FolderScreen
      state={value?.state}
      folderId={folderId}
      view={value?.view}
      folders={value?.folders ?? []}
      failure={failure ?? left.failure}
      seeks={useSeeks()}
      now={useNow(world.now, world.sleep)}
      actions={{
        ...createActions({
          client,
          world,
          words,
          reload,
          start: left.start,
          folderId,
          state: value?.state,
          view: value?.view,
        }),
        onBegin: begin,
        onTakeIn: takeIn,
      }}
      onFolder={(id) => window.location.assign(addressOf(id))}
    />
  );
}

/** How often this page was asked for what needs its agent: when it was opened, and by a later press while it is open. */
function useSeeks(): number {
  const [seeks, setSeeks] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    const hear = () => {
      if (window.location.hash !== NEEDS_YOU) return;
      setSeeks((before) => before + 1);
      // The next time it is told it hears of it again.
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
    };
    hear();
    window.addEventListener('hashchange', hear, { signal: end.signal });
    return () => end.abort();
  }, []);
  return seeks;
}

const addressOf = (folderId: string | undefined) =>
  folderId === undefined ? '/folder.html' : `/folder.html?folder=${folderId}`;

/** The page hears of a lost line at once; a worker that was asleep may not have. */
async function read(client: Client, world: Pick<World, 'online'>, folderId: FolderId | undefined) {
  const state = await client.call('state.get');
  const online = state.online && world.online();
  if (!state.agent) return { state: { ...state, online }, view: undefined, folders: [] };
  const [view, folders] = await Promise.all([
    folderId === undefined ? undefined : client.call('folder.get', { folderId }),
    client.call('folder.list'),
  ]);
  return { state: { ...state, online }, view, folders };
}

/** A thousand rows are read at most once in that time, in milliseconds: while files are taken in all changes always. */
const PACE = 1_000;

function subscribe(world: Pick<World, 'sleep'>, changed: () => void, signal: AbortSignal): void {
  let isComing = false;
  const soon = () => {
    if (isComing) return;
    isComing = true;
    // The only way out is the abort.
    void world.sleep(PACE, signal).then(
      () => {
        isComing = false;
        changed();
      },
      () => {},
    );
  };
  onChanged(soon, signal);
  for (const event of ['focus', 'online', 'offline']) window.addEventListener(event, changed, { signal });
}
