import { browser } from 'wxt/browser';
import type { Known } from '@/lib/config';
import { originsOf } from '@/lib/config';

const SCRIPT = { id: 'portal', js: ['/portal.js' as const] };

/** Match patterns that the agent, the build or a policy has not granted. */
export async function missingOrigins(known: Known): Promise<string[]> {
  const { hosts, portals } = originsOf(known);
  const wanted = [...new Set([...hosts, ...portals.map(originPattern)])];
  const granted = await Promise.all(
    wanted.map((origin) => browser.permissions.contains({ origins: [origin] })),
  );
  return wanted.filter((_, index) => !granted[index]);
}

/**
 * Registers the portal script on the organisation's portals, and puts it into pages that are open already:
 * an agent in the middle of a form must not have to reload it.
 */
export async function registerPortals(known: Known): Promise<void> {
  const { portals } = originsOf(known);
  const granted = await Promise.all(
    portals.map((pattern) => browser.permissions.contains({ origins: [originPattern(pattern)] })),
  );
  // The whole site: a portal that moves by `pushState` may be entered anywhere. The page asks for its profile.
  const matches = [...new Set(portals.filter((_, index) => granted[index]).map(originPattern))];
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT.id] });
  if (matches.length === 0) {
    if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT.id] });
    return;
  }
  const script = { ...SCRIPT, matches, runAt: 'document_idle' as const, persistAcrossSessions: true };
  if (registered.length > 0) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([script]);
  const tabs = await browser.tabs.query({ url: matches });
  const ids = tabs.flatMap(({ id }) => (id === undefined ? [] : [id]));
  // A tab may be gone or may not be scriptable (an error page): its next load runs the script anyway.
  await Promise.allSettled(
    ids.map((tabId) => browser.scripting.executeScript({ target: { tabId }, files: SCRIPT.js })),
  );
}

/** A permission is for a host: the path of a match pattern is not part of it. */
function originPattern(pattern: string): string {
  return pattern.replace(/^([^:]+:\/\/[^/]+)\/.*$/, '$1/*');
}
