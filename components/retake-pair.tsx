import { FileText } from 'lucide-react';
import { useEffect } from 'react';
import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import type { CaptureSource } from './use-capture-queue';
import { useWords } from './words/use-words';
import './retake.css';

/** A file that was chosen, with its picture as an address of this page; a PDF has none. */
export interface Staged {
  readonly file: File;
  readonly source: CaptureSource;
  readonly url: string | undefined;
}

export interface RetakePairProps {
  readonly slot: DocumentView;
  /** What was chosen and not sent yet; it is on this page alone. */
  readonly staged: Staged | undefined;
}

/** What was sent beside what would be sent now. */
export function RetakePair({ slot, staged }: RetakePairProps) {
  const { t, size } = useWords();
  const { file, url } = staged ?? {};
  // The address keeps the bytes in memory for as long as it is there.
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  const said = file && t('retake.newFile', { name: mask(file.name), size: size(file.size) });
  return (
    <div className="retake-pair">
      <figure>
        <figcaption>{t('retake.old')}</figcaption>
        {slot.preview ? (
          <img src={slot.preview} alt={t('result.ownPicture')} />
        ) : (
          <p className="retake-empty soft note">{t('retake.noOld')}</p>
        )}
      </figure>
      <figure aria-live="polite">
        <figcaption>{t('retake.new')}</figcaption>
        {said && url ? (
          <img src={url} alt={said} />
        ) : (
          <p className="retake-empty soft note">
            {file && <FileText aria-hidden />}
            {said ?? t('retake.noNew')}
          </p>
        )}
      </figure>
    </div>
  );
}
