import { browser } from 'wxt/browser';

/** In front of whatever the agent is at: he has pressed for it. */
export async function openPage(path: '/sidepanel.html' | `/capture.html?${string}`): Promise<void> {
  const url = browser.runtime.getURL(path);
  const windows = await browser.windows.getAll({ windowTypes: ['normal'] });
  // A browser may run on without a window.
  if (windows.length === 0) return void (await browser.windows.create({ url }));
  const { windowId } = await browser.tabs.create({ url });
  if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
}

/** The place of a document, where it is photographed again. */
export function openRetake(flowId: string, slotId: string): Promise<void> {
  return openPage(`/capture.html?${new URLSearchParams({ flow: flowId, slot: slotId })}`);
}
