import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { FieldView } from '@/lib/contract/results-view';
import type { Difference } from '@/lib/domain/difference';
import { compare } from '@/lib/domain/difference';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { fieldsText } from '@/lib/domain/result-file';
import { confidenceLimit } from '@/lib/domain/review';
import { Button } from './button';
import { Confidence } from './confidence';
import { label } from './field-words';
import { useWords } from './words/use-words';

export interface DocumentFieldsProps {
  /** Whose fields they are, as the agent knows it. */
  readonly of: string;
  readonly fields: readonly FieldView[];
  readonly review: Review | undefined;
  readonly onCopy: (text: string) => Promise<unknown>;
}

/** What was read, field by field, each with how sure Atlas was of it; any of it can be copied, masked. */
export function DocumentFields({ of, fields: all, review, onCopy }: DocumentFieldsProps) {
  const words = useWords();
  const { t } = words;
  const [says, setSays] = useState('');
  const copy = (text: string, said: string) =>
    void onCopy(text).then(
      () => setSays(said),
      () => setSays(t('result.notCopied')),
    );
  const fields = withoutRepeats(all);
  const low = fields.filter((field) => isLow(field, review)).length;
  return (
    <div className="fields-box">
      {low > 0 && <p className="confidence-low">{t('result.lowFields', { count: low })}</p>}
      <dl className="fields">
        {fields.map((field, index) => (
          <FieldRow
            key={`${index} ${field.key}`}
            field={field}
            limit={confidenceLimit(field.key, review)}
            onCopy={() => copy(mask(field.value), t('result.copied', { field: label(words, field.key) }))}
          />
        ))}
      </dl>
      <div className="details-row">
        <Button
          look="quiet"
          size="small"
          name={t('result.copyAllOf', { document: of })}
          onClick={() =>
            copy(
              fieldsText(fields, (key) => label(words, key)),
              t('result.copiedAll'),
            )
          }
        >
          <Copy aria-hidden />
          {t('result.copyAll')}
        </Button>
        <span role="status">{says}</span>
      </div>
    </div>
  );
}

/** `formatted_address` is the paper's `address` again, in order: where both say the same, once is enough. */
function withoutRepeats(fields: readonly FieldView[]): FieldView[] {
  const written = fields.find(({ key }) => key === 'address')?.value;
  return fields.filter(
    ({ key, value }) =>
      key !== 'formatted_address' || written === undefined || !isSame.has(compare(written, value).kind),
  );
}

const isSame: ReadonlySet<Difference> = new Set(['same', 'writing', 'order']);

function isLow({ key, confidence }: FieldView, review: Review | undefined): boolean {
  return confidence !== undefined && confidence < confidenceLimit(key, review);
}

interface FieldRowProps {
  readonly field: FieldView;
  readonly limit: number;
  readonly onCopy: () => void;
}

function FieldRow({ field: { key, value, confidence }, limit, onCopy }: FieldRowProps) {
  const words = useWords();
  const name = label(words, key);
  const isMarked = confidence !== undefined && confidence < limit;
  return (
    <div className={isMarked ? 'fields-row fields-row-low' : 'fields-row'}>
      <dt className="fields-key">{name}</dt>
      <dd className={confidence === undefined ? 'fields-value fields-value-alone' : 'fields-value'}>
        {mask(value) || '–'}
      </dd>
      {confidence !== undefined && (
        <dd className="fields-confidence">
          <Confidence of={name} share={confidence} limit={limit} />
        </dd>
      )}
      <dd className="fields-copy">
        <Button
          look="quiet"
          size="small"
          name={words.t('result.copyOf', { field: name })}
          disabled={value === ''}
          onClick={onCopy}
        >
          <Copy aria-hidden />
        </Button>
      </dd>
    </div>
  );
}
