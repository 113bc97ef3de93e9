import { useMemo } from 'react';
import { z } from 'zod';
import { browser } from 'wxt/browser';
import { OptionsScreen } from '@/components/options-screen';
import { useLive, useNow } from '@/components/use-live';
import { useUnattended } from '@/components/use-unattended';
import type { Reason } from '@/lib/domain/failed';
import { Failed } from '@/lib/domain/failed';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';
import type { Preferences } from '@/lib/session/preferences';
import type { World } from '@/lib/world';
import { readDiagnosis, saveDiagnosis } from './diagnosis';
import { saveReceipts } from './receipts';
import { saveRescueCopy } from './rescue';
import { useSought } from './sought';

export interface AppProps {
  readonly client: Client;
  readonly world: World;
  readonly preferences: Preferences;
}

export function App({ client, world, preferences }: AppProps) {
  const load = useMemo(() => () => read(client, preferences), [client, preferences]);
  const { value, failure, reload } = useLive(load, subscribe);
  const kept = useUnattended();
  const manifest = browser.runtime.getManifest();
  const missing = value?.state.missingOrigins ?? [];
  return (
    <OptionsScreen
      state={value?.state}
      origins={value?.origins ?? []}
      fixedOrigins={fixed.parse(manifest.host_permissions)}
      failure={failure ?? kept.failure}
      version={manifest.version}
      language={{ chosen: value?.chosen, browsers: preferences.browsers() }}
      onLanguage={(chosen) => kept.start(() => preferences.choose(chosen).finally(reload))}
      notices={value?.notices ?? { settings: {}, isAllowed: false }}
      onAllowNotices={() => allow(noticePermission, 'notices-not-granted').finally(reload)}
      onNotices={(settings) => kept.start(() => preferences.keepNotices(settings).finally(reload))}
      now={useNow(world.now, world.sleep)}
      onOrganisation={(address) => client.call('organisation.set', { address }).finally(reload)}
      onAllow={() => allow({ origins: [...missing] }).finally(reload)}
      sought={useSought(client)}
      onReceipts={(search, said) => client.call('receipt.list', { search, said })}
      onCopy={(text) => navigator.clipboard.writeText(text)}
      onExport={(receipts, format) => saveReceipts(receipts, format, world)}
      onDiagnose={() => readDiagnosis(client, manifest.version)}
      onSaveDiagnosis={async (file) => saveDiagnosis(file, world)}
      onRescue={(progress) => saveRescueCopy(client, world, progress)}
      onSetPin={(pin) => client.call('pin.set', { pin }).finally(reload)}
      onNoPin={() => client.call('pin.remove').finally(reload)}
      onSignOut={(deleteUnsent) => client.call('session.signOut', { deleteUnsent }).finally(reload)}
      onRevoke={(origin) => browser.permissions.remove({ origins: [origin] }).finally(reload)}
    />
  );
}

/** Host permissions of the build itself. */
const fixed = z.array(z.string()).catch([]);

const noticePermission = { permissions: ['notifications' as const] };

/** Nothing may be awaited before this: the browser asks only inside the click. */
async function allow(
  wanted: Parameters<typeof browser.permissions.request>[0],
  reason: Reason = 'access-not-granted',
): Promise<void> {
  const granted = await browser.permissions.request(wanted);
  if (!granted) throw new Failed('forbidden', { reason });
}

async function read(client: Client, preferences: Preferences) {
  const [state, granted, chosen, settings] = await Promise.all([
    client.call('state.get'),
    browser.permissions.getAll(),
    preferences.chosen(),
    preferences.notices(),
  ]);
  const isAllowed = (granted.permissions ?? []).includes('notifications');
  return { state, origins: granted.origins ?? [], chosen, notices: { settings, isAllowed } };
}

function subscribe(changed: () => void, signal: AbortSignal): void {
  onChanged(changed, signal);
  window.addEventListener('focus', changed, { signal });
  const events = [browser.permissions.onAdded, browser.permissions.onRemoved];
  for (const event of events) event.addListener(changed);
  const stop = () => events.forEach((event) => event.removeListener(changed));
  signal.addEventListener('abort', stop, { once: true });
}
