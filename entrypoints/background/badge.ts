import { browser } from 'wxt/browser';
import type { CardState } from '@/lib/contract/flow-view';
import type { Card } from '@/lib/outbox/cards';

const RED = '#b3261e';
const BLUE = '#1f5fbf';
const underWay = new Set<CardState>(['waiting', 'sending', 'verifying']);

/** The parts of a folder count once. */
const count = (cards: readonly Card[]) => new Set(cards.map(({ of }) => of)).size;

/** What the toolbar says: how many loans need the agent (red), else how many are under way, else nothing. */
export function badgeOf(cards: readonly Card[]): { text: string; color: string } {
  const attention = count(cards.filter(({ state }) => state === 'attention'));
  if (attention > 0) return { text: String(attention), color: RED };
  const busy = count(cards.filter(({ state }) => underWay.has(state)));
  return { text: busy > 0 ? String(busy) : '', color: BLUE };
}

export async function showBadge(cards: readonly Card[]): Promise<void> {
  const { text, color } = badgeOf(cards);
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeText({ text });
}
