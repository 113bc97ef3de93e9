import type { DocumentView } from '@/lib/contract/views';
import { size } from './amounts';

/** From how large to how large, and what that may do to it. */
export function cost({ size: from }: Pick<DocumentView, 'size'>, to: number): string {
  return `It would go from ${size(from)} to ${size(to)} or less, so small print may be less sharp. You choose the photo again, or take it again; the first one is kept until the smaller one has been read.`;
}
