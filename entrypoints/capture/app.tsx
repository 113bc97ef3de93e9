import { useCallback, useMemo, useState } from 'react';
import { CaptureScreen } from '@/components/capture-screen';
import type { NewItem } from '@/components/use-capture-queue';
import { useLive, useNow } from '@/components/use-live';
import { useUnattended } from '@/components/use-unattended';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';
import type { Preferences } from '@/lib/session/preferences';
import type { Speaker } from '@/lib/speaker';
import type { World } from '@/lib/world';
import type { Opened } from './opened';

export interface AppProps {
  readonly client: Client;
  readonly world: World;
  /** What the page was opened for. */
  readonly opened: Opened;
  readonly preferences: Preferences;
  readonly speaker: Speaker;
}

export function App({ client, world, opened, preferences, speaker }: AppProps) {
  const { flowId, kind, smaller } = opened;
  const [slotId, setSlotId] = useState(opened.slotId);
  const load = useMemo(
    () => () => read(client, world, preferences, flowId),
    [client, world, preferences, flowId],
  );
  const { value, failure, reload } = useLive(load, subscribe);
  const kept = useUnattended();
  const capture = useCallback(
    async ({ file, ...item }: NewItem) => {
      const { kind, source, slotId, smaller } = item;
      const slot = slotId === undefined ? {} : { slotId, ...(smaller && { smaller }) };
      const taken = client.call('capture.add', { flowId: flowId ?? '', kind, source, bytes: file, ...slot });
      return taken.finally(reload);
    },
    [client, flowId, reload],
  );
  return (
    <CaptureScreen
      state={value?.state}
      flow={value?.flow}
      failure={failure ?? kept.failure}
      slotId={slotId}
      kind={kind}
      smaller={smaller}
      now={useNow(world.now, world.sleep)}
      onCapture={capture}
      onRerun={(slotIds) => client.call('flow.rerun', { flowId: flowId ?? '', slotIds }).finally(reload)}
      onSlot={setSlotId}
      hints={{
        voice: speaker,
        isOn: value?.speaksHints ?? false,
        onToggle: (isOn) => kept.start(() => preferences.speakHints(isOn).finally(reload)),
      }}
    />
  );
}

/** The page hears of a lost line at once; a worker that was asleep may not have. */
async function read(
  client: Client,
  world: Pick<World, 'online'>,
  preferences: Preferences,
  flowId: string | undefined,
) {
  const [state, flow, speaksHints] = await Promise.all([
    client.call('state.get'),
    flowId === undefined ? null : client.call('flow.get', { flowId }),
    preferences.speaksHints(),
  ]);
  return { state: { ...state, online: state.online && world.online() }, flow, speaksHints };
}

function subscribe(changed: () => void, signal: AbortSignal): void {
  onChanged(changed, signal);
  for (const event of ['focus', 'online', 'offline']) window.addEventListener(event, changed, { signal });
}
