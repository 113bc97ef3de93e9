import { browser } from 'wxt/browser';

const PAGE = '/sidepanel.html';

/** This very page is shown beside the agent's own, where it stays open. */
export function isPanel(): boolean {
  return window.location.pathname === PAGE;
}

/** Call it inside the click, with nothing awaited before: browsers open a panel at no other time. */
export async function openPanel(): Promise<void> {
  await openBeside().catch(() => browser.tabs.create({ url: browser.runtime.getURL(PAGE) }));
}

/** Where the browser has no panel at all it throws at once; that, too, must lead to the tab. */
async function openBeside(): Promise<void> {
  if (hasSidebar(browser)) return browser.sidebarAction.open();
  return browser.sidePanel.open({ windowId: browser.windows.WINDOW_ID_CURRENT });
}

/** Firefox's. */
function hasSidebar(api: object): api is { readonly sidebarAction: { open(): Promise<void> } } {
  return 'sidebarAction' in api;
}
