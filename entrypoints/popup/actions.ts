import { browser } from 'wxt/browser';
import type { Unattended } from '@/components/use-unattended';
import type { PopupActions } from '@/components/popup-actions';
import type { StateView } from '@/lib/contract/state-view';
import type { Draft } from '@/lib/domain/draft';
import { Failed } from '@/lib/domain/failed';
import type { SignIn } from '@/lib/domain/organisation';
import type { Client } from '@/lib/rpc/client';
import type { World } from '@/lib/world';
import { isPanel, openPanel } from './panel';

export const emptyDraft: Draft = { address: '', tenant: '', email: '' };

/** What is not kept is typed again. */
function keepDraft(client: Client, draft: Draft): Promise<unknown> {
  return client.call('draft.keep', draft).then(undefined, () => {});
}

/** What the popup's buttons do. Each promise rejects with `Failed`. */
export function createActions(
  client: Client,
  reload: () => void,
  state: StateView | undefined,
  world: Pick<World, 'now' | 'sleep'>,
  start: Unattended['start'],
): Omit<PopupActions, 'onFind' | 'onFold' | 'onMore'> {
  const { missingOrigins = [], organisation, featuresOff = [] } = state ?? {};
  const hasFiles = !featuresOff.includes('file-capture');
  const open = (path: `/capture.html?${string}` | `/folder.html${string}`) =>
    start(() => browser.tabs.create({ url: browser.runtime.getURL(path) }).then(closePopup));
  const then = <T>(asked: Promise<T>) => asked.finally(reload);
  return {
    onOrganisation: (address) => then(client.call('organisation.set', { address })),
    // Nothing may be awaited before this: the browser asks only inside the click.
    onAllow: () => then(allow([...missingOrigins])),
    onSignIn: (credentials) =>
      then(client.call('session.signIn', credentials).then(() => keepDraft(client, emptyDraft))),
    onOidc: (tenant) => then(signInAtProvider(client, tenant, organisation?.signIn)),
    onAtrium: () =>
      start(() => browser.tabs.create({ url: `${organisation?.atrium ?? ''}/` }).then(closePopup)),
    onPin: (pin) => then(client.call('pin.open', { pin })),
    onSetPin: (pin) => then(client.call('pin.set', { pin })),
    onNoPin: () => then(client.call('pin.remove')),
    onSignOut: (deleteUnsent) => then(client.call('session.signOut', { deleteUnsent })),
    // Here, too, the browser asks only inside the click.
    onAllowNotices: () => then(allowNotices(client)),
    onNoNotices: () => then(client.call('notices.asked')),
    onAcknowledge: (captureIds, broken) =>
      then(client.call('witness.acknowledge', { captureIds: [...captureIds], broken })),
    onFolder: (folderId) => open(folderId === undefined ? '/folder.html' : `/folder.html?folder=${folderId}`),
    onReceipts: (search) =>
      start(() =>
        client
          .call('receipt.seek', { search })
          .then(() => browser.runtime.openOptionsPage())
          .then(closePopup),
      ),
    onOptions: () => start(() => browser.runtime.openOptionsPage().then(closePopup)),
    ...(!isPanel() && { onPanel: () => start(() => openPanel().then(closePopup)) }),
    onReload: reload,
    onDraft: (draft) => void keepDraft(client, draft),
    onSend: (flowId) => then(client.call('flow.send', { flowId })),
    onRerun: (flowId, slotIds) => then(client.call('flow.rerun', { flowId, slotIds })),
    onCheck: (flowId) => then(client.call('flow.check', { flowId })),
    onRerunLate: (flowId, slotId) => then(client.call('flow.rerunLate', { flowId, slotId })),
    onDiscard: (flowId, slotId) => then(client.call('flow.discard', { flowId, slotId })),
    onRestore: (flowId, slotId) => then(client.call('flow.restore', { flowId, slotId })),
    onKeepBoth: (flowId, slotId) => then(client.call('flow.keepBoth', { flowId, slotId })),
    onOriginal: (flowId, slotId) => then(client.call('flow.original', { flowId, slotId })),
    onGoBy: (flowId, api) => then(client.call('flow.goBy', { flowId, api })),
    onAddresses: (flowId, source) =>
      client.call('flow.addresses', {
        flowId,
        ...(source && { source: { slotId: source.slotId, key: source.key } }),
      }),
    onCopy: (text) => navigator.clipboard.writeText(text),
    onExport: (flow, results, format) =>
      // Rarely wanted: the popup does not wait for it when it opens.
      import('./export').then(({ saveResults }) => saveResults(flow, results, format, world)),
    ...(!featuresOff.includes('results') && {
      onResults: (flowId: string) => client.call('flow.results', { flowId }),
    }),
    ...(hasFiles && fileActions(open)),
  };
}

type OfFiles = Pick<PopupActions, 'onAdd' | 'onReplace' | 'onSmaller'>;

/** What leads to the capture page. */
function fileActions(open: (path: `/capture.html?${string}`) => void): OfFiles {
  return {
    onAdd: ({ flowId }, kind) => open(`/capture.html?${query({ flow: flowId, kind })}`),
    onReplace: ({ flowId }, { slotId, kind }) =>
      open(`/capture.html?${query({ flow: flowId, slot: slotId, kind })}`),
    onSmaller: ({ flowId }, { slotId, kind }) =>
      open(`/capture.html?${query({ flow: flowId, slot: slotId, kind, smaller: '1' })}`),
  };
}

/** Firefox leaves a popup open beside the new tab; the same page opened as a tab stays. */
function closePopup(): void {
  if (browser.extension.getViews({ type: 'popup' }).includes(window)) window.close();
}

/** Only this way needs `launchWebAuthFlow`; the browser asks only inside the click, so nothing is awaited before. */
async function signInAtProvider(
  client: Client,
  tenant: string,
  ways: SignIn | undefined,
): Promise<StateView> {
  if (ways?.oidc?.tokens === 'redirect') await mayIdentify();
  return client.call('session.oidc', { tenant });
}

async function mayIdentify(): Promise<void> {
  const granted =
    import.meta.env.FIREFOX || (await browser.permissions.request({ permissions: ['identity'] }));
  if (!granted) throw new Failed('forbidden', { reason: 'access-not-granted' });
}

async function allow(origins: string[]): Promise<void> {
  const granted = await browser.permissions.request({ origins });
  if (!granted) throw new Failed('forbidden', { reason: 'access-not-granted' });
}

/** Asked once, whatever the answer is: the options have it, too. */
async function allowNotices(client: Client): Promise<void> {
  const granted = await browser.permissions.request({ permissions: ['notifications'] });
  if (!granted) throw new Failed('forbidden', { reason: 'notices-not-granted' });
  await client.call('notices.asked');
}

function query(given: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) search.set(name, value);
  return search.toString();
}
