import { useMemo, useState } from 'react';
import { PopupScreen } from '@/components/popup-screen';
import { useLive, useNow } from '@/components/use-live';
import type { MOST_FINISHED as MOST } from '@/lib/contract/rpc';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';
import type { World } from '@/lib/world';
import { createActions } from './actions';
import type { Draft } from './draft';
import { keepDraft } from './draft';

/** Finished loans that are listed at first, and how many more each time they are asked for. */
const FIRST_FINISHED = 5;
const MORE_FINISHED = 50;
const MOST_FINISHED: typeof MOST = 1_000;

export interface AppProps {
  readonly client: Client;
  readonly world: World;
  /** What was typed before the popup closed. */
  readonly draft: Draft;
}

export function App({ client, world, draft: first }: AppProps) {
  const { now, sleep } = world;
  const [draft, setDraft] = useState(first);
  const [finished, setFinished] = useState(FIRST_FINISHED);
  const { value, failure, reload } = useLive(
    useMemo(() => () => read(client, world, finished), [client, world, finished]),
    subscribe,
  );
  const mayHaveMore = (value?.flows ?? []).filter((flow) => flow.finished).length >= finished;
  const state = value?.state;
  const actions = useMemo(() => createActions(client, reload, state, world), [client, reload, state, world]);
  return (
    <PopupScreen
      state={state}
      flows={value?.flows}
      failure={failure}
      draft={draft}
      now={useNow(now, sleep)}
      actions={{
        ...actions,
        onDraft: (next) => (setDraft(next), void keepDraft(next)),
        onOlder: mayHaveMore
          ? () => setFinished(Math.min(MOST_FINISHED, finished + MORE_FINISHED))
          : undefined,
      }}
    />
  );
}

/** The page hears of a lost line at once; a worker that was asleep may not have. */
async function read(client: Client, world: Pick<World, 'online'>, finished: number) {
  const [state, flows] = await Promise.all([
    client.call('state.get'),
    client.call('flow.list', { finished }),
  ]);
  return { state: { ...state, online: state.online && world.online() }, flows };
}

/** The background's word, and what the platform notices by itself. */
function subscribe(changed: () => void, signal: AbortSignal): void {
  onChanged(changed, signal);
  for (const event of ['focus', 'online', 'offline']) window.addEventListener(event, changed, { signal });
}
