import { useEffect, useRef, useState } from 'react';
import type { FlowView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { loanName } from './field-words';
import { cardWords, documentWords } from './state-words';

/** Reads out what changes, for those who do not see it change. */
export function Announcer({ flows }: { readonly flows: readonly FlowView[] }) {
  const before = useRef(flows);
  const [says, setSays] = useState('');
  useEffect(() => {
    const news = changes(before.current, flows);
    before.current = flows;
    if (news.length > 0) setSays(news.join('. '));
  }, [flows]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {says}
    </div>
  );
}

/** What a listener should hear of two lists of flows, the newer one second. */
export function changes(before: readonly FlowView[], after: readonly FlowView[]): string[] {
  const known = new Map(before.map((flow) => [flow.flowId, flow]));
  return after.flatMap((flow) => {
    const old = known.get(flow.flowId);
    const states = new Map(old?.documents.map(({ slotId, state }) => [slotId, state]));
    const documents = flow.documents
      .filter(({ slotId, state }) => states.get(slotId) !== state)
      .map(({ label, state }) => `${mask(label)}: ${documentWords[state].words}`);
    const card = old?.state === flow.state ? [] : [cardWords[flow.state].words];
    const news = [...card, ...documents];
    return news.length > 0 ? [`Loan ${loanName(flow.loanId)}: ${news.join(', ')}`] : [];
  });
}
