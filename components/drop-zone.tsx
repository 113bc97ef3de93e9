import { useEffect, useRef, useState } from 'react';
import { FilePlus } from 'lucide-react';
import { Button } from './button';
import type { CaptureSource } from './use-capture-queue';
import './drop-zone.css';

export interface DropZoneProps {
  readonly onFiles: (files: readonly File[], source: CaptureSource) => void;
  /** More than one file at a time. */
  readonly several: boolean;
}

/** Takes files dropped or pasted anywhere on the page, or chosen with the button. */
export function DropZone({ onFiles, several }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const { over, nothing } = usePageFiles(onFiles);
  return (
    <section className={over ? 'drop drop-over' : 'drop'} aria-label="Add documents">
      <FilePlus aria-hidden />
      <p className="drop-title">
        {several
          ? 'Drop documents here, choose files or paste'
          : 'Drop the document here, choose a file or paste'}
      </p>
      <p className="soft note">JPEG, PNG, WebP or PDF, up to 50 MB each</p>
      <Button look="primary" onClick={() => input.current?.click()}>
        {several ? 'Choose files' : 'Choose a file'}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={several}
        accept="image/jpeg,image/png,image/webp,application/pdf"
        aria-label={several ? 'Files' : 'File'}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])], 'file');
          // The same file may be chosen again after a failure.
          target.value = '';
        }}
      />
      <p className="note" role="status">
        {nothing && 'There was no image and no PDF in it.'}
      </p>
    </section>
  );
}

/** Drops and pastes on the whole page; a file dropped beside the zone must not replace the page. */
function usePageFiles(onFiles: DropZoneProps['onFiles']) {
  const [over, setOver] = useState(false);
  const [nothing, setNothing] = useState(false);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const take = (event: Event, list: FileList | undefined, source: CaptureSource) => {
      event.preventDefault();
      setOver(false);
      setNothing(!list?.length);
      if (list?.length) onFiles([...list], source);
    };
    const on = { signal };
    window.addEventListener('dragover', (event) => (event.preventDefault(), setOver(true)), on);
    window.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? setOver(false), on);
    window.addEventListener('drop', (event) => take(event, event.dataTransfer?.files, 'drop'), on);
    window.addEventListener('paste', (event) => take(event, event.clipboardData?.files, 'paste'), on);
    return () => end.abort();
  }, [onFiles]);
  return { over, nothing };
}
