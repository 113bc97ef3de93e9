/** A tab as the browser tells of it; of those that are not ours it says no address. */
export interface OpenTab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
}

interface Reused {
  readonly id: number;
  /** It is led to the new address; otherwise it is there. */
  readonly tell: boolean;
}

/** There is one list; folders and documents have a page each. */
const LIST = '/sidepanel.html';

/**
 * The tab that shows already what an address of ours asks for.
 * @param address absolute; what stands after `#` tells a page something and makes it no other page
 */
export function pageToReuse(address: string, tabs: readonly OpenTab[]): Reused | undefined {
  const wanted = new URL(address);
  const found = tabs.find(
    ({ url }) => url !== undefined && URL.canParse(url) && isSame(new URL(url), wanted),
  );
  if (found?.id === undefined) return undefined;
  // A page on which pictures lie that are not taken in yet is not loaded again.
  return { id: found.id, tell: wanted.pathname === LIST || wanted.hash !== '' };
}

function isSame(one: URL, other: URL): boolean {
  return (
    one.protocol === other.protocol &&
    one.host === other.host &&
    one.pathname === other.pathname &&
    (one.pathname === LIST || one.search === other.search)
  );
}
