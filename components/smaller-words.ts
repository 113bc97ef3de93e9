import type { DocumentView } from '@/lib/contract/flow-view';
import type { Words } from './words/words';

/** From how large to how large, and what that may do to it. */
export function cost({ t, size }: Words, { size: from }: Pick<DocumentView, 'size'>, to: number): string {
  return t('smaller.cost', { from: size(from), to: size(to) });
}
