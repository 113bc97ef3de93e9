import { csv } from './csv';
import { loanName } from './loan-name';
import { mask } from './masked';

interface Value {
  readonly key: string;
  readonly value: string;
  readonly confidence?: number;
}

/** What Atlas read for one loan, as the screen shows it. */
export interface LoanResults {
  readonly loanId: string;
  readonly documents: ReadonlyArray<{
    readonly label: string;
    readonly documentId: string;
    readonly documentType: string;
    readonly quality?: string;
    readonly errorReason?: string;
    readonly fields: readonly Value[];
  }>;
  readonly crossChecks: ReadonlyArray<{
    readonly field?: string;
    readonly sides: ReadonlyArray<{ readonly document?: string; readonly value?: string }>;
    readonly similarity?: number;
    readonly details: readonly Value[];
  }>;
}

const columns = ['loan', 'document', 'document_id', 'type', 'field', 'value', 'confidence', 'other'] as const;

/** One line a field, then one a comparison (its other document and value, and the similarity of 100). Masked. */
export function resultsCsv(results: LoanResults): string {
  const { loanId, documents, crossChecks } = masked(results);
  const fields = documents.flatMap(
    ({ label, documentId, documentType, quality, errorReason, fields: read }) =>
      [
        ...read,
        ...(quality === undefined
          ? []
          : [{ key: 'document_quality_flag', value: quality, confidence: undefined }]),
        ...(errorReason === undefined
          ? []
          : [{ key: 'error_reason', value: errorReason, confidence: undefined }]),
      ].map(({ key, value, confidence }) => [
        loanId,
        label,
        documentId,
        documentType,
        key,
        value,
        confidence,
        '',
      ]),
  );
  const checks = crossChecks.map(({ field, sides: [one, two], similarity, details }) => [
    loanId,
    one?.document,
    '',
    'cross-check',
    field,
    one?.value,
    similarity,
    [two?.document, two?.value, ...details.map(({ key, value }) => `${key}: ${value}`)]
      .filter((part) => part !== undefined)
      .join(' · '),
  ]);
  return csv([columns, ...fields, ...checks]);
}

/** All of it, masked. */
export function resultsJson(results: LoanResults): string {
  return `${JSON.stringify({ format: 'satchel/results/1', ...masked(results) }, undefined, 2)}\n`;
}

/** The fields of one document for the clipboard, a line each. Masked. */
export function fieldsText(fields: readonly Value[], nameOf: (key: string) => string): string {
  return fields.map(({ key, value }) => `${nameOf(key)}: ${mask(value)}`).join('\n');
}

/** Everything in it that is not ours is masked once more: what leaves the screen is read elsewhere. */
function masked({ loanId, documents, crossChecks }: LoanResults): LoanResults {
  const cover = ({ key, value, ...rest }: Value): Value => ({ ...rest, key: mask(key), value: mask(value) });
  return {
    loanId: loanName(loanId),
    documents: documents.map((one) => ({
      ...one,
      documentType: mask(one.documentType),
      ...(one.errorReason !== undefined && { errorReason: mask(one.errorReason) }),
      fields: one.fields.map(cover),
    })),
    crossChecks: crossChecks.map(({ sides, details, ...rest }) => ({
      ...rest,
      sides: sides.map((side) => ({
        ...side,
        ...(side.value !== undefined && { value: mask(side.value) }),
      })),
      details: details.map(cover),
    })),
  };
}
