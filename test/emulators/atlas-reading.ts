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
  readonly reading?: Reading;
}

/** Pairs of fields that the Flow API compares: the examples of the documentation. */
const compared = [
  ['customer_name', 'DELIVERY_ORDER', 'INVOICE'],
  ['dealer_address', 'DELIVERY_ORDER', 'INVOICE'],
] as const;

/** One `ocr_data` entry. Its shape is not published; fields stand on the entry, as the concept pages suggest. */
export function ocrEntry({ documentId, reading }: Pulled, redactBase: string): Record<string, unknown> {
  if (!reading) return { document_id: documentId };
  const {
    documentType,
    fields,
    formatted_address,
    document_quality_flag,
    error_code = '',
    error_reason = '',
  } = reading;
  const aadhaar = fields['aadhaar_number'];
  return {
    document_id: documentId,
    document_type: documentType,
    error_code,
    error_reason,
    ...(error_code ? {} : fields),
    ...(aadhaar &&
      !error_code && { aadhaar_number: { ...aadhaar, redact_url: `${redactBase}/${documentId}.png` } }),
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
