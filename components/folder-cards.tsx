import { FolderUp } from 'lucide-react';
import type { FolderSummary } from '@/lib/contract/folder-view';
import { folderName } from '@/lib/domain/folder';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { FolderCounts } from './folder-counts';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useWords } from './words/use-words';
import './loan-card.css';

export interface FolderCardsProps {
  readonly folders: readonly FolderSummary[];
  /** The organisation has Bulk, and files may be chosen here. */
  readonly isOffered: boolean;
  /** Opens the page of a folder; without one, of a new one. */
  readonly onFolder: (folderId?: string) => void;
}

/** Folders of which something is still to do, each as one card, and the way to another. */
export function FolderCards({ folders, isOffered, onFolder }: FolderCardsProps) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      {folders.map(({ folderId, product, state, counts }) => {
        const name = folderName(folderId);
        return (
          <article className="card" key={folderId} aria-label={t('folder.title', { name })}>
            <header className="card-head">
              <h2 className="card-title">{t('folder.title', { name })}</h2>
              <StateBadge state={cardWords(words, state)} />
              <p className="card-about soft note">{mask(product.label)}</p>
            </header>
            <FolderCounts counts={counts} />
            <Button onClick={() => onFolder(folderId)}>{t('folder.open', { name })}</Button>
          </article>
        );
      })}
      {isOffered && (
        <Button look="quiet" onClick={() => onFolder()}>
          <FolderUp aria-hidden />
          {t('folder.send')}
        </Button>
      )}
    </>
  );
}
