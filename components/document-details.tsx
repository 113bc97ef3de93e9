import type { DocumentView } from '@/lib/contract/flow-view';
import type { DocumentResultView } from '@/lib/contract/results-view';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { DocumentFields } from './document-fields';
import { label, quality } from './field-words';
import { MaskedImage } from './masked-image';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useWords } from './words/use-words';
import './document-details.css';

export interface DocumentDetailsProps {
  readonly document: DocumentView;
  readonly result: DocumentResultView;
  readonly review: Review | undefined;
  readonly onCopy: (text: string) => Promise<unknown>;
}

/** Words in the place of a type that name none. */
const noType: ReadonlySet<string> = new Set(['', 'UNKNOWN', 'UNRECOGNISED', 'OTHER']);

/** What Atlas read from one document. */
export function DocumentDetails({ document, result, review, onCopy }: DocumentDetailsProps) {
  const words = useWords();
  const { t } = words;
  const asAnother = !noType.has(result.documentType) && result.documentType !== document.kind;
  return (
    <div className="details">
      {asAnother && (
        <p className="details-other">
          {t('result.tookFor', {
            type: label(words, result.documentType),
            document: mask(document.label),
          })}
        </p>
      )}
      {result.errorReason && <p>{t('result.said', { words: mask(result.errorReason) })}</p>}
      {result.quality && <QualityFlag flag={result.quality} />}
      <div className="details-read">
        {result.maskedImageUrl && <MaskedImage url={result.maskedImageUrl} of={mask(document.label)} />}
        {!result.maskedImageUrl && document.preview && (
          <img className="details-picture" src={document.preview} alt={t('result.ownPicture')} />
        )}
        {result.fields.length > 0 ? (
          <DocumentFields of={mask(document.label)} fields={result.fields} review={review} onCopy={onCopy} />
        ) : (
          <p>{t('result.noFields')}</p>
        )}
      </div>
    </div>
  );
}

function QualityFlag({ flag }: { readonly flag: string }) {
  const words = useWords();
  const { said, doubtful } = quality(words, flag);
  const state = doubtful
    ? { ...cardWords(words, 'attention'), tone: 'waiting' as const }
    : cardWords(words, 'verified');
  return (
    <p className="details-row">
      {words.t('result.quality')} <StateBadge state={{ ...state, words: said }} />
    </p>
  );
}
