import type { CrossCheckView, FieldView, ResultsView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { label, LOW_SIMILARITY } from './field-words';
import { useWords } from './words/use-words';
import type { Words } from './words/words';
import './cross-checks.css';

/** How well the documents of one loan agree, pair by pair. */
export function CrossChecks({ results }: { readonly results: ResultsView }) {
  const { t } = useWords();
  const { crossChecks, crossChecksComplete } = results;
  if (crossChecks.length === 0) {
    return <p className="soft note">{t(crossChecksComplete ? 'checks.none' : 'checks.notYet')}</p>;
  }
  return (
    <table className="checks">
      <caption>{t(crossChecksComplete ? 'checks.title' : 'checks.soFar')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('checks.compared')}</th>
          <th scope="col">{t('checks.agreement')}</th>
        </tr>
      </thead>
      <tbody>
        {crossChecks.map((check, index) => (
          <CrossCheckRow
            key={`${index} ${check.details.map(({ value }) => value).join(' ')}`}
            check={check}
          />
        ))}
      </tbody>
    </table>
  );
}

function CrossCheckRow({ check: { similarity, details } }: { readonly check: CrossCheckView }) {
  const words = useWords();
  const { t } = words;
  const low = similarity !== undefined && similarity < LOW_SIMILARITY;
  const score =
    similarity === undefined ? t('checks.noScore') : t('amount.ofHundred', { score: Math.floor(similarity) });
  return (
    <tr>
      <td>
        <ul className="checks-details">
          {details.map((detail) => (
            <li key={detail.key}>{inWords(words, detail)}</li>
          ))}
        </ul>
      </td>
      <td className={low ? 'confidence-low' : undefined}>
        {low ? t('result.check', { value: score }) : score}
      </td>
    </tr>
  );
}

/** Values that are themselves keys (`customer_name`, `DELIVERY_ORDER`) are made readable too. */
function inWords(words: Words, { key, value }: FieldView): string {
  const { t, row } = words;
  const parts = value.split(/,\s*/);
  const areKeys = parts.every((part) => /^[a-z]+(_[a-z]+)+$|^[A-Z]+(_[A-Z]+)*$/.test(part));
  const said = areKeys ? row(parts.map((part) => label(words, part))) : mask(value);
  return t('checks.detail', { name: label(words, key), value: said });
}
