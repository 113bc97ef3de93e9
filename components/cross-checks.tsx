import { Fragment } from 'react';
import type { CrossCheckView, FieldView, ResultsView, SideView } from '@/lib/contract/results-view';
import type { Compared } from '@/lib/domain/difference';
import { compare } from '@/lib/domain/difference';
import { mask } from '@/lib/domain/masked';
import type { Review } from '@/lib/domain/organisation';
import { similarityLimit } from '@/lib/domain/review';
import { label } from './field-words';
import { useWords } from './words/use-words';
import type { Words } from './words/words';
import './cross-checks.css';

export interface CrossChecksProps {
  readonly results: ResultsView;
  readonly review: Review | undefined;
}

const nothing = { open: 'checks.notYet', done: 'checks.none', failed: 'checks.failed' } as const;
const titles = { open: 'checks.soFar', done: 'checks.title', failed: 'checks.soFar' } as const;

/** How well the documents of one loan agree: what was compared, both documents, both values, the score. */
export function CrossChecks({ results, review }: CrossChecksProps) {
  const { t } = useWords();
  const { crossChecks, comparison } = results;
  if (crossChecks.length === 0) {
    return <p className="soft note">{t(nothing[comparison])}</p>;
  }
  return (
    <table className="checks">
      <caption>{t(titles[comparison])}</caption>
      <thead>
        <tr>
          <th scope="col">{t('checks.document')}</th>
          <th scope="col">{t('checks.says')}</th>
        </tr>
      </thead>
      {crossChecks.map((check, index) => (
        <CrossCheckRows key={`${index} ${check.field ?? ''}`} check={check} review={review} />
      ))}
    </table>
  );
}

function CrossCheckRows({ check, review }: { check: CrossCheckView; review: Review | undefined }) {
  const words = useWords();
  const { t } = words;
  const { field, sides, similarity, details } = check;
  const isLow = similarity !== undefined && similarity < similarityLimit(field, review);
  const said =
    similarity === undefined ? t('checks.noScore') : t('amount.ofHundred', { score: Math.floor(similarity) });
  const [first, second] = sides;
  const values = first?.value !== undefined && second?.value !== undefined;
  const difference = values ? compare(first.value, second.value) : undefined;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={2} className="checks-head">
          {field === undefined ? t('checks.something') : label(words, field)}
          <span className={isLow ? 'checks-score confidence-low' : 'checks-score'}>
            {isLow ? t('result.check', { value: said }) : said}
          </span>
        </th>
      </tr>
      {sides.map((side, index) => (
        <SideRow key={index} side={side} number={index + 1} difference={difference} />
      ))}
      {detailsSaid(words, details).map((said) => (
        <tr key={said}>
          <td colSpan={2}>{said}</td>
        </tr>
      ))}
      {isLow && (
        <tr>
          <td colSpan={2} className="checks-why">
            {t(`checks.difference.${difference?.kind ?? 'unknown'}`)} {t('checks.next')}
          </td>
        </tr>
      )}
    </tbody>
  );
}

interface SideRowProps {
  readonly side: SideView;
  readonly number: number;
  readonly difference: Compared | undefined;
}

function SideRow({ side, number, difference }: SideRowProps) {
  const words = useWords();
  const only = number === 1 ? difference?.onlyFirst : difference?.onlySecond;
  return (
    <tr>
      <th scope="row">
        {side.document === undefined
          ? words.t('checks.otherDocument', { number })
          : label(words, side.document)}
      </th>
      <td>{side.value === undefined ? '–' : <Marked text={mask(side.value)} only={only ?? []} />}</td>
    </tr>
  );
}

/** A value with the words marked that the other one has not. */
function Marked({ text, only }: { readonly text: string; readonly only: readonly string[] }) {
  const left = [...only];
  return text.split(/([\s,;/]+)/u).map((part, index) => {
    const at = left.indexOf(part);
    if (at >= 0) left.splice(at, 1);
    return <Fragment key={index}>{at >= 0 ? <mark>{part}</mark> : part}</Fragment>;
  });
}

/** Keys under which Atlas says something to a person. */
const isNote = /^(remarks?|notes?|comments?|messages?|reasons?|explanation)$/i;

/** What else Atlas says of a pair, as far as it can be understood; how it came by it stands in the export alone. */
function detailsSaid(words: Words, details: readonly FieldView[]): string[] {
  const { t } = words;
  const said = details.map(({ key, value }) => {
    if (isNote.test(key)) return t('checks.notes', { words: noteOf(words, value) });
    const parts = value.split(/,\s*/);
    return words.isField(key) && parts.every(words.isField)
      ? t('checks.detail', {
          name: label(words, key),
          value: words.row(parts.map((part) => label(words, part))),
        })
      : undefined;
  });
  return [
    ...said.filter((one) => one !== undefined),
    ...(said.includes(undefined) ? [t('checks.inExport')] : []),
  ];
}

/** `photo_match` is a note, too. */
function noteOf(words: Words, value: string): string {
  return /^\w+$/.test(value) ? label(words, value) : mask(value);
}
