import { browser } from 'wxt/browser';
import type { LoanGroup } from '@/lib/contract/loans-view';
import { fillCounted } from '@/lib/domain/fill';
import { folderOfPart } from '@/lib/domain/folder-id';
import type { NoticeWords } from '@/lib/domain/notice';
import type { Card } from '@/lib/outbox/cards';
import { groupOf } from '@/lib/outbox/listing';

const RED = '#b3261e';
const MOST_SHOWN = 999;
const BLUE = '#1f5fbf';

/** What the toolbar's button shows, and what is read out for it. */
export interface Badge {
  readonly text: string;
  readonly color: string;
  readonly title: string;
}

export interface Counted {
  readonly cards: readonly Card[];
  readonly lost: ReadonlyArray<{ readonly loanId: string }>;
}

/**
 * How many loans need the agent (red), else how many are under way, else nothing. A loan needs him as the list has it,
 * or because the device lost something of it: whatever he is notified of is counted here, too.
 */
export function badgeOf({ cards, lost }: Counted, words: NoticeWords): Badge {
  // By the groups of the list: the two cannot disagree.
  const of = (group: LoanGroup) =>
    cards.filter(({ state }) => groupOf[state] === group).map((card) => card.of);
  const missing = lost.map(({ loanId }) => folderOfPart(loanId) ?? loanId);
  const attention = new Set([...of('attention'), ...missing]).size;
  const busy = new Set(of('underWay')).size;
  const [count, color, title] =
    attention > 0 ? [attention, RED, words.needYou] : [busy, BLUE, words.underWay];
  if (count === 0) return { text: '', color, title: 'Satchel' };
  return { text: badgeText(count), color, title: fillCounted(title, words.language, count) };
}

/** A badge has room for four characters, and no separator of thousands fits with them. */
function badgeText(count: number): string {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
}

export async function showBadge({ text, color, title }: Badge): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeText({ text });
  await browser.action.setTitle({ title });
}
