import type { CrossCheckView, FieldView, ResultsView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { label, LOW_SIMILARITY } from './field-words';
import './cross-checks.css';

/** How well the documents of one loan agree, pair by pair. */
export function CrossChecks({ results }: { readonly results: ResultsView }) {
  const { crossChecks, crossChecksComplete } = results;
  if (crossChecks.length === 0) {
    return (
      <p className="soft note">
        {crossChecksComplete
          ? 'Atlas compared nothing for this loan.'
          : 'Atlas has not compared the documents yet.'}
      </p>
    );
  }
  return (
    <table className="checks">
      <caption>Cross-checks{!crossChecksComplete && ' (so far)'}</caption>
      <thead>
        <tr>
          <th scope="col">Compared</th>
          <th scope="col">Agreement</th>
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
  const low = similarity !== undefined && similarity < LOW_SIMILARITY;
  return (
    <tr>
      <td>
        <ul className="checks-details">
          {details.map((detail) => (
            <li key={detail.key}>{inWords(detail)}</li>
          ))}
        </ul>
      </td>
      <td className={low ? 'confidence-low' : undefined}>
        {low && 'Check: '}
        {similarity === undefined ? 'no score' : `${Math.floor(similarity)} of 100`}
      </td>
    </tr>
  );
}

/** Values that are themselves keys (`customer_name`, `DELIVERY_ORDER`) are made readable too. */
function inWords({ key, value }: FieldView): string {
  const parts = value.split(/,\s*/);
  const areKeys = parts.every((part) => /^[a-z]+(_[a-z]+)+$|^[A-Z]+(_[A-Z]+)*$/.test(part));
  return `${label(key)}: ${areKeys ? parts.map(label).join(', ') : mask(value)}`;
}
