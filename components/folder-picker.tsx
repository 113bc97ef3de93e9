import { useCallback, useEffect, useRef, useState } from 'react';
import { FolderOpen } from 'lucide-react';
import { MOST_IN_FOLDER } from '@/lib/domain/folder';
import { Button } from './button';
import { MOST_BYTES } from './drop-zone';
import type { FoundFile } from './dropped-files';
import { chosenFiles, droppedFiles } from './dropped-files';
import { useWords } from './words/use-words';
import './drop-zone.css';

export interface FolderPickerProps {
  /** Documents of this folder are in the outbox already. */
  readonly isBegun: boolean;
  readonly onFiles: (files: readonly FoundFile[], source: 'file' | 'drop') => void;
}

/** Takes a folder that is chosen with the button, or dropped anywhere on the page. */
export function FolderPicker({ isBegun, onFiles }: FolderPickerProps) {
  const { t, size } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { isOver, isEmpty, took } = usePageFolder(onFiles);
  return (
    <section className={isOver ? 'drop drop-over' : 'drop'} aria-label={t('folder.input')}>
      <FolderOpen aria-hidden />
      <p className="drop-title">{t('folder.drop')}</p>
      <p className="soft note">{t('folder.limit', { count: MOST_IN_FOLDER, size: size(MOST_BYTES) })}</p>
      <Button look={isBegun ? 'plain' : 'primary'} onClick={() => input.current?.click()}>
        {t(isBegun ? 'folder.chooseAgain' : 'folder.choose')}
      </Button>
      {isBegun && <p className="soft note">{t('folder.again')}</p>}
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
        {isEmpty && t('folder.empty')}
      </p>
    </section>
  );
}

/** Folders dropped on the page; one dropped beside the zone must not replace the page. */
function usePageFolder(onFiles: FolderPickerProps['onFiles']) {
  const [isOver, setIsOver] = useState(false);
  const [isEmpty, setIsEmpty] = useState(false);
  const took = useCallback(
    (files: readonly FoundFile[], source: 'file' | 'drop') => {
      setIsEmpty(files.length === 0);
      if (files.length > 0) onFiles(files, source);
    },
    [onFiles],
  );
  useEffect(() => {
    const end = new AbortController();
    const on = { signal: end.signal };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      // A folder that cannot be read is as good as an empty one.
      void droppedFiles(event.dataTransfer).then(
        (files) => took(files, 'drop'),
        () => setIsEmpty(true),
      );
    };
    window.addEventListener('dragover', (event) => (event.preventDefault(), setIsOver(true)), on);
    window.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? setIsOver(false), on);
    window.addEventListener('drop', drop, on);
    return () => end.abort();
  }, [took]);
  return { isOver, isEmpty, took };
}
