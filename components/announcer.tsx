import { useEffect, useRef, useState } from 'react';
import type { LoanLine, LoansView } from '@/lib/contract/loans-view';
import { mask } from '@/lib/domain/masked';
import { loanName } from '@/lib/domain/loan-name';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

/** Of more loans than this is said how many they are. */
const MOST_SAID = 3;

/** Reads out what changes, for those who do not see it change. */
export function Announcer({ loans }: { readonly loans: LoansView }) {
  const words = useWords();
  const before = useRef(loans);
  const [says, setSays] = useState('');
  useEffect(() => {
    const news = changes(words, before.current, loans);
    before.current = loans;
    if (news.length > MOST_SAID) setSays(words.t('loan.changedMany', { count: news.length }));
    else if (news.length > 0) setSays(news.join('. '));
  }, [words, loans]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {says}
    </div>
  );
}

/** What a listener should hear of two lists of loans, the newer one second. */
export function changes(words: Words, before: LoansView, after: LoansView): string[] {
  const known = new Map(before.lines.map((line) => [line.flowId, line]));
  const newest = Math.max(...before.lines.map(({ updatedAt }) => updatedAt));
  const isSame = before.search === after.search && before.group === after.group;
  return after.lines.flatMap((line) => {
    const old = known.get(line.flowId);
    // Another search, or older loans: these are seen, and have not changed.
    if (!old && (!isSame || line.updatedAt <= newest)) return [];
    const card = old?.state === line.state ? [] : [words.t(`card.${line.state}`)];
    const news = [...card, ...documentsOf(words, line, before, after)];
    return news.length > 0
      ? [words.t('loan.changed', { loan: loanName(line.loanId), changes: words.row(news) })]
      : [];
  });
}

/** What has changed in a loan that was open and still is. */
function documentsOf({ t }: Words, { flowId }: LoanLine, before: LoansView, after: LoansView): string[] {
  const [old, flow] = [before, after].map(({ flows }) => flows.find((one) => one.flowId === flowId));
  const isNew = before.lines.every((line) => line.flowId !== flowId);
  if (!flow || (!old && !isNew)) return [];
  const states = new Map(old?.documents.map(({ slotId, state }) => [slotId, state]));
  return flow.documents
    .filter(({ slotId, state }) => states.get(slotId) !== state)
    .map(({ label, state }) =>
      t('document.changed', { document: mask(label), state: t(`document.state.${state}`) }),
    );
}
