import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import { sentencesFor } from './failure-words';
import { verdictWords } from './verdict-words';
import type { Words } from './words/words';

/** That it failed, why, and what to do about it, a sentence each. */
export function failedWords(words: Words, slot: DocumentView): readonly [title: string, ...why: string[]] {
  const { state, verdictCode = '', failure, label } = slot;
  const document = mask(label);
  if (state !== 'refused')
    return [words.t('retake.parked', { document }), ...(failure ? sentencesFor(words, failure) : [])];
  const { reason, advice } = verdictWords(words, verdictCode);
  return [words.t('retake.refused', { document }), reason, advice];
}

/** How the new attempt stands: on its way only when it is. */
export function onItsWay(
  { t }: Words,
  { state, label, attempts }: DocumentView,
  { locked, online }: { readonly locked: boolean; readonly online: boolean },
): string {
  const [document, number] = [mask(label), attempts];
  if (state === 'read' || state === 'discarded')
    return t('document.changed', { document, state: t(`document.state.${state}`) });
  if (state !== 'sent' && locked) return t('retake.locked', { document, number });
  if (state !== 'sent' && !online) return t('retake.offline', { document, number });
  return t('retake.done', { document, number });
}
