import { browser } from 'wxt/browser';
import type { NoticeWords } from '@/lib/domain/notice';

const ID = 'satchel-panel';

interface Sidebar {
  readonly sidebarAction: { open(): Promise<void> };
}

/** Chrome offers the panel in the menu of the toolbar's button by itself; Firefox wants to be told. */
const isOurs = import.meta.env.FIREFOX;

/** Call it in the first turn: the browser opens a sidebar only in answer to the press itself. */
export function onPanelMenu(inBackground: (name: string, work: () => Promise<unknown>) => void): void {
  if (!isOurs) return;
  browser.contextMenus.onClicked.addListener(({ menuItemId }) => {
    if (menuItemId === ID && hasSidebar(browser)) inBackground('panel', browser.sidebarAction.open);
  });
}

/** Puts the entry there, in the language that is spoken now. */
export async function showPanelMenu({ panel }: NoticeWords): Promise<void> {
  if (!isOurs) return;
  await browser.contextMenus.removeAll();
  browser.contextMenus.create({ id: ID, title: panel, contexts: ['action'] });
}

function hasSidebar(api: object): api is Sidebar {
  return 'sidebarAction' in api;
}
