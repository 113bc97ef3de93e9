import type { Role } from '@/lib/contract/rpc';

/** What the platform says of a message's sender. Only these fields are looked at. */
export interface Sender {
  readonly id?: string | undefined;
  readonly origin?: string | undefined;
  readonly url?: string | undefined;
  readonly tab?: { readonly id?: number | undefined; readonly url?: string | undefined } | undefined;
}

/** Our own side, by which a sender is judged. */
export interface Self {
  readonly id: string;
  /** `chrome-extension://…` without a trailing slash. */
  readonly origin: string;
}

const pages: ReadonlyMap<string, Role> = new Map([
  ['/popup.html', 'popup'],
  // The popup at another place.
  ['/sidepanel.html', 'popup'],
  ['/capture.html', 'capture'],
  ['/folder.html', 'folder'],
  ['/options.html', 'options'],
]);

/**
 * Who sent a message, by what the browser vouches for. A renderer that has been taken over can forge the
 * message but not its origin, so `sender.id` alone is not enough to tell a page of ours from a portal script.
 * @returns the role, or `undefined` when nothing may be answered.
 */
export function roleOf(sender: Sender, self: Self): Role | undefined {
  if (sender.id !== self.id || !sender.url) return undefined;
  const url = parse(sender.url);
  if (!url) return undefined;
  if (sender.url.startsWith(`${self.origin}/`)) {
    const vouched = sender.origin === undefined || sender.origin === self.origin;
    return vouched ? pages.get(url.pathname) : undefined;
  }
  return sender.tab && (url.protocol === 'https:' || url.protocol === 'http:') ? 'portal' : undefined;
}

/**
 * Where the asker is, by the browser's word. A portal that moves by `pushState` keeps the address it was loaded
 * with in `sender.url`; the tab has the one that is shown.
 */
export function urlOf(sender: Sender): string {
  const [loaded, shown] = [parse(sender.url ?? ''), parse(sender.tab?.url ?? '')];
  return (shown && shown.origin === loaded?.origin ? shown : loaded)?.href ?? '';
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
