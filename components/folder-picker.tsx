import { useCallback, useEffect, useRef, useState } from 'react';
import { FolderOpen } from 'lucide-react';
import { MOST_IN_FOLDER } from '@/lib/domain/folder';
import { Button } from './button';
import { MOST_BYTES } from './drop-zone';
import type { Found, FoundFile } from './dropped-files';
import { chosenFiles, droppedFiles } from './dropped-files';
import { useWords } from './words/use-words';
import './drop-zone.css';

export interface FolderPickerProps {
  /** Documents of this folder are in the outbox already. */
  readonly isBegun: boolean;
  /** There are documents to look at: it has to make room for them. */
  readonly isSmall: boolean;
  readonly onFiles: (files: readonly FoundFile[], source: 'file' | 'drop') => void;
}

/** Takes a folder that is chosen with the button, or dropped anywhere on the page. */
export function FolderPicker({ isBegun, isSmall, onFiles }: FolderPickerProps) {
  const { t, size } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { isOver, found, took } = usePageFolder(onFiles);
  return (
    <section
      className={`drop${isSmall ? ' drop-small' : ''}${isOver ? ' drop-over' : ''}`}
      aria-label={t('folder.input')}
    >
      <FolderOpen aria-hidden />
      {!isSmall && (
        <>
          <p className="drop-title">{t('folder.drop')}</p>
          <p className="soft note">{t('folder.limit', { count: MOST_IN_FOLDER, size: size(MOST_BYTES) })}</p>
        </>
      )}
      <Button look={isSmall ? 'plain' : 'primary'} onClick={() => input.current?.click()}>
        {t(isBegun ? 'folder.chooseAgain' : 'folder.choose')}
      </Button>
      {isSmall && <p className="soft note">{t(isBegun ? 'folder.again' : 'folder.drop')}</p>}
      <input
        ref={(element) => {
          input.current = element;
          // React knows no such attribute.
          if (element) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        multiple
        aria-label={t('folder.input')}
        onChange={({ target }) => {
          took(chosenFiles(target.files), 'file');
          // The same folder may be chosen again.
          target.value = '';
        }}
      />
      <p className="note" role="status">
        {found?.files.length === 0 && t('folder.empty')}{' '}
        {found && found.unreadable > 0 && t('folder.unreadable', { count: found.unreadable })}
      </p>
    </section>
  );
}

/** Folders dropped on the page; one dropped beside the zone must not replace the page. */
function usePageFolder(onFiles: FolderPickerProps['onFiles']) {
  const [isOver, setIsOver] = useState(false);
  const [found, setFound] = useState<Found>();
  const took = useCallback(
    (now: Found, source: 'file' | 'drop') => {
      setFound(now);
      if (now.files.length > 0) onFiles(now.files, source);
    },
    [onFiles],
  );
  useEffect(() => {
    const end = new AbortController();
    const on = { signal: end.signal };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      void droppedFiles(event.dataTransfer).then((dropped) => took(dropped, 'drop'));
    };
    window.addEventListener('dragover', (event) => (event.preventDefault(), setIsOver(true)), on);
    window.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? setIsOver(false), on);
    window.addEventListener('drop', drop, on);
    return () => end.abort();
  }, [took]);
  return { isOver, found, took };
}
