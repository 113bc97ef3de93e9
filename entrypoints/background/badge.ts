import { browser } from 'wxt/browser';
import type { CardState, FlowView } from '@/lib/contract/flow-view';

const RED = '#b3261e';
const BLUE = '#1f5fbf';
const underWay = new Set<CardState>(['waiting', 'sending', 'verifying']);

/** The parts of a folder count once. */
const count = (flows: readonly FlowView[]) =>
  new Set(flows.map(({ flowId, folder }) => folder ?? flowId)).size;

/** What the toolbar says: how many loans need the agent (red), else how many are under way, else nothing. */
export function badgeOf(flows: readonly FlowView[]): { text: string; color: string } {
  const attention = count(flows.filter(({ state }) => state === 'attention'));
  if (attention > 0) return { text: String(attention), color: RED };
  const busy = count(flows.filter(({ state }) => underWay.has(state)));
  return { text: busy > 0 ? String(busy) : '', color: BLUE };
}

export async function showBadge(flows: readonly FlowView[]): Promise<void> {
  const { text, color } = badgeOf(flows);
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeText({ text });
}
