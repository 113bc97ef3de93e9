import { useEffect, useRef } from 'react';
import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { LoanLine, LoansView } from '@/lib/contract/loans-view';
import { mask } from '@/lib/domain/masked';
import { loanName } from '@/lib/domain/loan-name';
import { stageNames } from '@/lib/domain/stage';
import { useSaid } from './use-said';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

/** Of more loans than this is said how many they are. */
const MOST_SAID = 3;

/** Reads out what changes, for those who do not see it change. */
export function Announcer({ loans }: { readonly loans: LoansView }) {
  const words = useWords();
  const before = useRef(loans);
  const [says, say] = useSaid();
  useEffect(() => {
    const news = changes(words, before.current, loans);
    before.current = loans;
    if (news.length > MOST_SAID) say(words.t('loan.changedMany', { count: news.length }));
    else if (news.length > 0) say(news.join('. '));
  }, [words, loans, say]);
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
function documentsOf(words: Words, { flowId }: LoanLine, before: LoansView, after: LoansView): string[] {
  const [old, flow] = [before, after].map(({ flows }) => flows.find((one) => one.flowId === flowId));
  const isNew = before.lines.every((line) => line.flowId !== flowId);
  if (!flow || (!old && !isNew)) return [];
  const known = new Map(old?.documents.map((document) => [document.slotId, document]));
  const documents = flow.documents.flatMap((one) => documentNews(words, known.get(one.slotId), one));
  return [...(old ? stageNews(words, old, flow) : []), ...documents];
}

/** Where a document has come to; that it is late, or not in Atlas's answer, where it stands still. */
function documentNews({ t }: Words, old: DocumentView | undefined, one: DocumentView): string[] {
  const say = (state: string) => [t('document.changed', { document: mask(one.label), state })];
  if (old?.state !== one.state) return say(t(`document.state.${one.state}`));
  const isLate = ({ isLate: atAtlas, isSlow }: DocumentView) => atAtlas || isSlow;
  if (one.isUnnamed && !old.isUnnamed) return say(t('late.unnamed'));
  return isLate(one) && !isLate(old) ? say(t('late.title')) : [];
}

/** Which stage Atlas has come to, and that it takes longer than usual. */
function stageNews({ t }: Words, before: FlowView, after: FlowView): string[] {
  const [old, now] = [stageOf(before), stageOf(after)];
  if (!now || (old?.name === now.name && old.isLate === now.isLate)) return [];
  const state = t(now.isLate ? 'late.title' : 'stage.progress.doing');
  return [t('document.changed', { document: t(`stage.${now.name}`), state })];
}

function stageOf({ stageTimes }: FlowView) {
  const name = stageNames.find((one) => stageTimes?.[one]?.since !== undefined);
  return name && { name, isLate: stageTimes?.[name]?.isLate === true };
}
