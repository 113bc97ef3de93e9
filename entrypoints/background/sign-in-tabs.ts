import { browser } from 'wxt/browser';
import { z } from 'zod';
import type { SignInTabs } from '@/lib/session/oidc';

const Read = z.object({ url: z.string(), text: z.string() });

/** Tabs of a sign-in at an identity provider, whose own pages the browser does not let us see. */
export const signInTabs: SignInTabs = {
  async open(url) {
    const { id } = await browser.tabs.create({ url });
    return id ?? browser.tabs.TAB_ID_NONE;
  },
  async look(tab) {
    const found = await browser.tabs.get(tab).catch(() => undefined);
    return found && { url: found.url ?? '', isLoaded: found.status === 'complete' };
  },
  async read(tab) {
    const results = await browser.scripting
      .executeScript({
        target: { tabId: tab },
        func: () => ({ url: location.href, text: document.body?.innerText ?? '' }),
      })
      .catch(() => []);
    return Read.safeParse(results[0]?.result).data;
  },
  async close(tab) {
    await browser.tabs.remove(tab).catch(() => undefined);
  },
  async launch(url) {
    return browser.identity?.launchWebAuthFlow({ url, interactive: true }).catch(() => undefined);
  },
};
