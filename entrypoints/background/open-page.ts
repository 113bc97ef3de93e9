import { browser } from 'wxt/browser';
import type { Address } from '@/lib/outbox/notice-address';
import { retakeAddress } from '@/lib/outbox/notice-address';
import { pageToReuse } from '@/lib/outbox/page-to-reuse';

/** In front of whatever the agent is at: he has pressed for it. What is open for it already is told, not opened twice. */
export async function openPage(address: Address): Promise<void> {
  const url = browser.runtime.getURL(address);
  // Of no tab but our own does the browser say the address.
  const page = pageToReuse(url, await browser.tabs.query({}));
  if (page) {
    const tab = await browser.tabs.update(page.id, { active: true, ...(page.tell && { url }) });
    return focus(tab?.windowId);
  }
  const windows = await browser.windows.getAll({ windowTypes: ['normal'] });
  // A browser may run on without a window.
  if (windows.length === 0) return void (await browser.windows.create({ url }));
  return focus((await browser.tabs.create({ url })).windowId);
}

/** The place of a document, where it is photographed again. */
export function openRetake(flowId: string, slotId: string): Promise<void> {
  return openPage(retakeAddress(flowId, slotId));
}

async function focus(windowId: number | undefined): Promise<void> {
  if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
}
