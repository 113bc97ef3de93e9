import { useCallback, useEffect, useMemo, useState } from 'react';
import { PopupScreen } from '@/components/popup-screen';
import { useAsked } from '@/components/use-asked';
import { useLive, useNow } from '@/components/use-live';
import { useUnattended } from '@/components/use-unattended';
import type { OpenedView } from '@/lib/contract/opened-view';
import type { Draft } from '@/lib/domain/draft';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';
import type { World } from '@/lib/world';
import { createActions, emptyDraft } from './actions';
import type { FirstLook } from './first-look';
import { isPanel } from './panel';

const MINUTE = 60_000;

export interface AppProps {
  readonly client: Client;
  readonly world: World;
  readonly look: FirstLook;
}

export function App({ client, world, look }: AppProps) {
  const { now, sleep } = world;
  const [typed, setTyped] = useState<Draft>();
  const { asked, latest, keepOpen, actionsWith } = useAsked(look.first);
  const { value, failure, reload } = useLive(
    useCallback(
      async () => as(world, await (look.take() ?? client.call('popup.open', { ...latest(), ...seen() }))),
      [client, world, look, latest],
    ),
    useMemo(() => subscribe.bind(undefined, look, sleep), [look, sleep]),
    useMemo(() => first(world, look), [world, look]),
  );
  const { state, loans } = value ?? {};
  const { failure: gone, start } = useUnattended();
  useEffect(() => loans && keepOpen(loans), [loans, keepOpen]);
  const actions = useMemo(
    () => ({ ...createActions(client, reload, state, world, start), ...actionsWith(reload) }),
    [client, reload, state, world, start, actionsWith],
  );
  return (
    <PopupScreen
      state={state}
      loans={loans}
      asked={asked}
      failure={failure}
      stuck={gone}
      draft={typed ?? value?.draft ?? emptyDraft}
      now={useNow(now, sleep)}
      actions={{ ...actions, onDraft: (next) => (setTyped(next), actions.onDraft(next)) }}
    />
  );
}

/** The page hears of a lost line at once; a worker that was asleep may not have. */
function as(world: Pick<World, 'online'>, { state, ...opened }: OpenedView): OpenedView {
  return { ...opened, state: { ...state, online: state.online && world.online() } };
}

/** What is drawn at first, if it was answered before there was anything to draw with. */
function first(world: Pick<World, 'online'>, look: FirstLook): OpenedView | undefined {
  const answer = look.answer();
  if (answer) void look.take();
  return answer && as(world, answer);
}

/** A panel stays open while its agent is at something else: that is no reason to hurry anything. */
function seen(): { readonly unseen?: true } {
  return isPanel() && !document.hasFocus() ? { unseen: true } : {};
}

/** The background's word, and what the platform notices by itself. */
function subscribe(look: FirstLook, sleep: World['sleep'], changed: () => void, signal: AbortSignal): void {
  onChanged(changed, signal);
  for (const event of ['focus', 'online', 'offline']) window.addEventListener(event, changed, { signal });
  if (look.end()) changed();
  // The only way out is the abort.
  if (isPanel()) eachMinute(sleep, changed, signal).then(undefined, () => {});
}

/** What stays open follows the time as well: what is late by now, and until when something can be taken back. */
async function eachMinute(sleep: World['sleep'], changed: () => void, signal: AbortSignal): Promise<void> {
  document.addEventListener('visibilitychange', changed, { signal });
  for (;;) {
    await sleep(MINUTE, signal);
    if (document.visibilityState === 'visible') changed();
  }
}
