import type { DocumentView } from '@/lib/contract/flow-view';
import { isDiscarded } from './document-states';
import type { Words } from './words/words';

/**
 * Two documents of one kind are told apart by a number, for the eye and in every button's name. What was discarded
 * keeps its name, and takes no number from the others.
 */
export function numbered(
  { number }: Pick<Words, 'number'>,
  documents: readonly DocumentView[],
): DocumentView[] {
  return documents.map((document, index) => {
    if (isDiscarded(document)) return document;
    const before = documents
      .slice(0, index)
      .filter((one) => !isDiscarded(one) && one.label === document.label).length;
    return before === 0 ? document : { ...document, label: `${document.label} ${number(before + 1)}` };
  });
}
