import { useEffect, useRef } from 'react';
import type { FolderSummary } from '@/lib/contract/folder-view';
import { documentWords } from './state-words';
import { useSaid } from './use-said';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

type Heard = Pick<FolderSummary, 'state' | 'counts'>;

/** Reads out how a folder comes to stand, for those who do not see it change. */
export function FolderAnnouncer({ summary }: { readonly summary: Heard | undefined }) {
  const words = useWords();
  const before = useRef(summary);
  const [says, say] = useSaid();
  useEffect(() => {
    const news = before.current && summary ? folderNews(words, before.current, summary) : '';
    before.current = summary;
    if (news) say(news);
  }, [words, summary, say]);
  return (
    <div className="visually-hidden" role="status">
      {says}
    </div>
  );
}

const failing = ['refused', 'parked'] as const;

/** Of a thousand documents not each is told of: that some need the agent, and where the folder as a whole has come to. */
export function folderNews(words: Words, before: Heard, after: Heard): string {
  const isTurned = before.state !== after.state;
  const count = ({ counts }: Heard, state: (typeof failing)[number]) => counts[state] ?? 0;
  const failed = failing
    .filter((state) => count(after, state) > 0 && (isTurned || count(before, state) === 0))
    .map((state) =>
      words.t('folder.option', { name: documentWords(words, state).words, count: count(after, state) }),
    );
  const news = [...(isTurned ? [words.t(`card.${after.state}`)] : []), ...failed];
  return news.length > 0 ? words.row(news) : '';
}
