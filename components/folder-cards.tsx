import { FolderUp } from 'lucide-react';
import type { FolderSummary } from '@/lib/contract/folder-view';
import { folderName } from '@/lib/domain/folder';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { FolderCounts } from './folder-counts';
import { FolderSaid } from './folder-said';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useWords } from './words/use-words';
import './loan-card.css';

/** Opens the page of a folder; without one, of a new one. */
type OnFolder = (folderId?: string) => void;

export interface FolderCardProps {
  readonly folder: FolderSummary;
  readonly onFolder: OnFolder;
}

/** A folder of which something is still to do, as one card among the loans. */
export function FolderCard({ folder: { folderId, product, state, counts }, onFolder }: FolderCardProps) {
  const words = useWords();
  return (
    <article
      className="card"
      aria-label={words.t('folder.title', { name: folderName(folderId, words.language) })}
    >
      <header className="card-head">
        <h3 className="card-title">
          <FolderSaid says="folder.title" folderId={folderId} />
        </h3>
        <StateBadge state={cardWords(words, state)} />
        <p className="card-about soft note">{mask(product.label)}</p>
      </header>
      <FolderCounts counts={counts} state={state} />
      <Button onClick={() => onFolder(folderId)}>
        <FolderSaid says="folder.open" folderId={folderId} />
      </Button>
    </article>
  );
}

/** The way to a new folder. */
export function FolderOffer({ onFolder }: Pick<FolderCardProps, 'onFolder'>) {
  const { t } = useWords();
  return (
    <Button look="quiet" size="small" flush onClick={() => onFolder()}>
      <FolderUp aria-hidden />
      {t('folder.send')}
    </Button>
  );
}
