import { FileText } from 'lucide-react';
import type { DocumentView } from '@/lib/contract/flow-view';
import { mask } from '@/lib/domain/masked';
import type { Staged } from './use-staged';
import { useWords } from './words/use-words';
import './retake.css';

export interface RetakePairProps {
  readonly slot: DocumentView;
  /** What was chosen and not sent yet; it is on this page alone. */
  readonly staged: Staged | undefined;
}

/** What was sent beside what would be sent now. */
export function RetakePair({ slot, staged }: RetakePairProps) {
  const { t, size } = useWords();
  const { file, url } = staged ?? {};
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
