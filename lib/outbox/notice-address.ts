import { FolderId } from '@/lib/domain/folder-id';
import type { Act } from './notice-text';
import { readNoticeId } from './notice-text';
import { LOANS, LOST } from './notices';

/** A page of ours, and what it is opened for: ids of this device, and nothing personal. */
export type Address =
  | '/sidepanel.html'
  | `/sidepanel.html?${string}`
  | `/folder.html?${string}`
  | `/capture.html?${string}`;

/** Asks an open page of a folder for the first document that needs its agent, without loading it again. */
export const NEEDS_YOU = '#needs-you';

const lists: ReadonlyMap<string, Address> = new Map([
  [LOANS, '/sidepanel.html?group=attention'],
  [LOST, '/sidepanel.html'],
]);

/** What a press on a notice of this id opens; absent: nothing. */
export function addressOf(id: string, act: Act): Address | undefined {
  const { name, flowId, slotId } = readNoticeId(id);
  if (act === 'photograph') return retakeAddress(flowId, slotId);
  return act === 'list' ? listAddress(name) : undefined;
}

/** The place of a document, where it is taken again. */
export function retakeAddress(flowId: string, slotId: string): Address {
  return `/capture.html?${new URLSearchParams({ flow: flowId, slot: slotId })}`;
}

function listAddress(name: string): Address {
  const list = lists.get(name);
  if (list) return list;
  return FolderId.safeParse(name).success
    ? `/folder.html?folder=${name}${NEEDS_YOU}`
    : `/sidepanel.html?${new URLSearchParams({ loan: name })}`;
}
