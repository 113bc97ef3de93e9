import { useCallback, useEffect, useRef, useState } from 'react';
import { FilePlus } from 'lucide-react';
import { Button } from './button';
import type { CaptureSource } from './use-capture-queue';
import { useWords } from './words/use-words';
import './drop-zone.css';

const MIB = 1_024 * 1_024;
/** As in `lib/contract/rpc`: the background checks. */
export const MOST_BYTES = 50 * MIB;

export interface DropZoneProps {
  readonly onFiles: (files: readonly File[], source: CaptureSource) => void;
  /** More than one file at a time. */
  readonly several: boolean;
  /** A file was chosen: choosing is not what is to be done next. */
  readonly isDone?: boolean;
}

/** Takes files dropped or pasted anywhere on the page, or chosen with the button. */
export function DropZone({ onFiles, several, isDone = false }: DropZoneProps) {
  const { t, size } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { over, nothing, take } = usePageFiles(onFiles);
  return (
    <section className={over ? 'drop drop-over' : 'drop'} aria-label={t('drop.name')}>
      <FilePlus aria-hidden />
      <p className="drop-title">{t(several ? 'drop.several' : 'drop.one')}</p>
      <p className="soft note">{t('drop.formats', { size: size(MOST_BYTES) })}</p>
      <Button look={isDone ? 'plain' : 'primary'} onClick={() => input.current?.click()}>
        {t(several ? 'drop.chooseSeveral' : 'drop.chooseOne')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={several}
        accept="image/jpeg,image/png,image/webp,application/pdf"
        aria-label={t(several ? 'drop.files' : 'drop.file')}
        onChange={({ target }) => {
          take([...(target.files ?? [])], 'file');
          // The same file may be chosen again after a failure.
          target.value = '';
        }}
      />
      <p className="note" role="status">
        {nothing && t('drop.nothing')}
      </p>
    </section>
  );
}

/** Drops and pastes on the whole page; a file dropped beside the zone must not replace the page. */
function usePageFiles(onFiles: DropZoneProps['onFiles']) {
  const [over, setOver] = useState(false);
  const [nothing, setNothing] = useState(false);
  const take = useCallback(
    (files: readonly File[], source: CaptureSource) => {
      setOver(false);
      setNothing(files.length === 0);
      if (files.length > 0) onFiles(files, source);
    },
    [onFiles],
  );
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const bring = (event: Event, list: FileList | undefined, source: CaptureSource) => {
      event.preventDefault();
      take([...(list ?? [])], source);
    };
    const on = { signal };
    window.addEventListener('dragover', (event) => (event.preventDefault(), setOver(true)), on);
    window.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? setOver(false), on);
    window.addEventListener('drop', (event) => bring(event, event.dataTransfer?.files, 'drop'), on);
    window.addEventListener('paste', (event) => bring(event, event.clipboardData?.files, 'paste'), on);
    return () => end.abort();
  }, [take]);
  return { over, nothing, take };
}
