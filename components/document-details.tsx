import type { DocumentResultView, DocumentView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { Confidence } from './confidence';
import { label, quality } from './field-words';
import { MaskedImage } from './masked-image';
import { StateBadge } from './state-badge';
import { cardWords } from './state-words';
import { useWords } from './words/use-words';
import './document-details.css';

export interface DocumentDetailsProps {
  readonly document: DocumentView;
  readonly result: DocumentResultView;
}

/** Words in the place of a type that name none. */
const noType: ReadonlySet<string> = new Set(['', 'UNKNOWN', 'UNRECOGNISED', 'OTHER']);

/** What Atlas read from one document. */
export function DocumentDetails({ document, result }: DocumentDetailsProps) {
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
      {result.maskedImageUrl && <MaskedImage url={result.maskedImageUrl} of={mask(document.label)} />}
      {result.fields.length > 0 ? <Fields fields={result.fields} /> : <p>{t('result.noFields')}</p>}
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

function Fields({ fields }: Pick<DocumentResultView, 'fields'>) {
  const words = useWords();
  return (
    <dl className="fields">
      {fields.map(({ key, value, confidence }) => (
        <div className="fields-row" key={key}>
          <dt className="fields-key">{label(words, key)}</dt>
          <dd className="fields-value">{mask(value) || '–'}</dd>
          {confidence !== undefined && (
            <dd className="fields-confidence">
              <Confidence of={label(words, key)} share={confidence} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
