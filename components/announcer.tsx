import { useEffect, useRef, useState } from 'react';
import type { FlowView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { loanName } from './field-words';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

/** Reads out what changes, for those who do not see it change. */
export function Announcer({ flows }: { readonly flows: readonly FlowView[] }) {
  const words = useWords();
  const before = useRef(flows);
  const [says, setSays] = useState('');
  useEffect(() => {
    const news = changes(words, before.current, flows);
    before.current = flows;
    if (news.length > 0) setSays(news.join('. '));
  }, [words, flows]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {says}
    </div>
  );
}

/** What a listener should hear of two lists of flows, the newer one second. */
export function changes(words: Words, before: readonly FlowView[], after: readonly FlowView[]): string[] {
  const { t, row } = words;
  const known = new Map(before.map((flow) => [flow.flowId, flow]));
  return after.flatMap((flow) => {
    const old = known.get(flow.flowId);
    const states = new Map(old?.documents.map(({ slotId, state }) => [slotId, state]));
    const documents = flow.documents
      .filter(({ slotId, state }) => states.get(slotId) !== state)
      .map(({ label, state }) =>
        t('document.changed', { document: mask(label), state: t(`document.state.${state}`) }),
      );
    const card = old?.state === flow.state ? [] : [t(`card.${flow.state}`)];
    const news = [...card, ...documents];
    return news.length > 0 ? [t('loan.changed', { loan: loanName(flow.loanId), changes: row(news) })] : [];
  });
}
