/** What a reader makes of one document's bytes. */
export interface Reading {
  readonly documentType: string;
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly confidence_score: number }>>;
  readonly formatted_address?: Readonly<Record<string, string>>;
  readonly document_quality_flag?: string;
  readonly error_code?: 'INVALID_DOC' | 'UNRECOGNISED';
  readonly error_reason?: string;
}

export type Read = (bytes: Uint8Array, contentType: string, documentId: string) => Promise<Reading>;

/** A document as Atlas came by it. */
export interface Pulled {
  readonly documentId: string;
  readonly flowUuid: string;
  readonly fileUrl: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly contentType?: string;
  /** Absent when nothing could be fetched. */
  readonly bytes?: Uint8Array;
  readonly reading?: Reading;
}

/** Where the documentation leaves the form of a result open. */
export interface ResultShape {
  /** Whether fields stand on the entry or in an object of their own, as bulk results have them. */
  readonly fieldsIn?: 'entry' | 'file_data';
  /** What a good document has for `error_code`. */
  readonly noError?: 'empty' | 'null' | 'absent';
}

const goodErrors = {
  empty: { error_code: '', error_reason: '' },
  null: { error_code: null, error_reason: null },
  absent: {},
} as const;

/** Pairs of fields that the Flow API compares: the examples of the documentation. */
const compared = [
  ['customer_name', 'DELIVERY_ORDER', 'INVOICE'],
  ['dealer_address', 'DELIVERY_ORDER', 'INVOICE'],
] as const;

/** One `ocr_data` entry. Its shape is not published; by default fields stand on it, as the concept pages suggest. */
export function ocrEntry(
  { documentId, reading }: Pulled,
  redactBase: string,
  { fieldsIn = 'entry', noError = 'empty' }: ResultShape = {},
): Record<string, unknown> {
  if (!reading) return { document_id: documentId };
  const { documentType, error_code, error_reason = '' } = reading;
  const paper = error_code ? {} : paperOf(reading, `${redactBase}/${documentId}.png`);
  return {
    document_id: documentId,
    document_type: documentType,
    ...(error_code ? { error_code, error_reason } : goodErrors[noError]),
    ...(fieldsIn === 'entry' ? paper : { file_data: { document_type: documentType, ...paper } }),
  };
}

/** What was read from the paper, with the masked picture of a number that must not be shown (page DOCS). */
export function paperOf(reading: Reading, redactUrl: string): Record<string, unknown> {
  const { fields, formatted_address, document_quality_flag } = reading;
  const aadhaar = fields['aadhaar_number'];
  return {
    ...fields,
    ...(aadhaar && { aadhaar_number: { ...aadhaar, redact_url: redactUrl } }),
    ...(formatted_address && { formatted_address }),
    ...(document_quality_flag && { document_quality_flag }),
  };
}

/** `cross_checks`: an integer similarity for each compared pair that was read in both documents. */
export function crossChecks(documents: readonly Pulled[]): Array<Record<string, unknown>> {
  return compared.flatMap(([field, left, right]) => {
    const valueOf = (type: string) => {
      const found = documents.findLast(
        ({ reading }) => reading?.documentType === type && !reading.error_code,
      );
      const value = found?.reading?.fields[field]?.value;
      return typeof value === 'string' ? value : undefined;
    };
    const [one, two] = [valueOf(left), valueOf(right)];
    if (one === undefined || two === undefined) return [];
    return [
      {
        field_name: field,
        document_type_1: left,
        document_type_2: right,
        value_1: one,
        value_2: two,
        similarity_score: similarity(one, two),
      },
    ];
  });
}

/** Share of common bigrams (Dice), 0 to 100. */
export function similarity(one: string, two: string): number {
  const [a, b] = [bigrams(one), bigrams(two)];
  if (a.length === 0 || b.length === 0) return one === two ? 100 : 0;
  const rest = [...b];
  const common = a.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return Math.round((200 * common.length) / (a.length + b.length));
}

function bigrams(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2));
}
