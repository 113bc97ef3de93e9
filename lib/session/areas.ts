import { browser } from 'wxt/browser';

/** What a platform's storage area must be able to do. */
export interface Area {
  get(keys: string[]): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
}
export interface Areas {
  /** Memory of this browser session, trusted contexts only. Leaves no trace on disk. */
  readonly session: Area;
  /** Disk. Nothing secret: what is deleted here stays readable. */
  readonly local: Area;
  /** What an administrator has set for this machine, as the browser has it. */
  readonly managed?: () => Promise<unknown>;
}

export function browserAreas(): Areas {
  const { session, local, managed } = browser.storage;
  // Firefox rejects where no administrator has set anything.
  return { session, local, managed: () => managed.get().catch(() => ({})) };
}

/** The administrator's rules have changed. Firefox tells nobody. */
export function onPolicyChanged(listener: () => void): void {
  browser.storage.managed.onChanged?.addListener(listener);
}

/** Another language was chosen, here or on another page. */
export function onLanguageChanged(listener: () => void, signal: AbortSignal): void {
  const { onChanged } = browser.storage.local;
  const changed = (changes: Record<string, unknown>) => 'language' in changes && listener();
  onChanged.addListener(changed);
  signal.addEventListener('abort', () => onChanged.removeListener(changed), { once: true });
}

/** When to be told was chosen anew, on the options page. */
export function onNoticesChanged(listener: () => void): void {
  browser.storage.local.onChanged.addListener((changes) => void ('notices' in changes && listener()));
}

/** A content script, and so a page that has taken one over, reads neither area. Firefox has the first so by itself. */
export async function closeAreas(): Promise<void> {
  const { session, local } = browser.storage;
  for (const area of [session, local])
    if ('setAccessLevel' in area) await area.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
}
