import { z } from 'zod';
import type { Masked } from '@/lib/domain/masked';
import { mask, maskNumber } from '@/lib/domain/masked';
import type { CrossCheck } from './cross-checks';
import { readCrossCheck } from './cross-checks';
import { isObject, plain } from './open';
import type { ExtractsAnswer, Open } from './wire';

export interface Field {
  readonly key: string;
  readonly value: Masked;
  /** 0 to 1. */
  readonly confidence?: number | undefined;
}

/** What Atlas made of one document, masked where it was parsed. */
export interface Extract {
  readonly documentId: string;
  readonly documentType: string;
  /** Non-empty: refused. */
  readonly errorCode: string;
  readonly errorReason: Masked;
  readonly fields: readonly Field[];
  /** Whatever else stands in the entry: no proof that something was read, and not for us to drop. */
  readonly others: readonly Field[];
  readonly quality?: string | undefined;
  readonly maskedImageUrl?: string | undefined;
}

export interface Extracts {
  readonly documents: readonly Extract[];
  readonly crossChecks: readonly CrossCheck[];
}

/** A field as documented: `{ value, confidence_score }`, sometimes with a `redact_url`. */
const FieldObject = z.looseObject({
  value: z.unknown(),
  confidence_score: z.number().nullish().catch(undefined),
});
/** Our word for a refusal that Atlas gives a reason for and no code. */
const NO_CODE = 'NO_CODE';
const HttpUrl = z.url({ protocol: /^https?$/ });
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined);

/** Keys of an entry that are about it and not read from the paper. */
const aboutEntry = new Set([
  'document_id',
  'document_type',
  'error_code',
  'error_reason',
  'file_uuid',
  'batch_id',
  'document_quality_flag',
]);

/** The one place that reads Atlas's results: tolerant of where fields stand, strict about masking. */
export function readExtracts(answer: ExtractsAnswer): Extracts {
  return {
    documents: (answer.ocr_data ?? []).flatMap(readEntry),
    crossChecks: (answer.cross_checks ?? []).map(readCrossCheck),
  };
}

function readEntry(entry: Open): Extract[] {
  const documentId = text.parse(entry['document_id']);
  // Without its id an entry proves nothing about any document of ours.
  if (!documentId) return [];
  // Fields stand on the entry or in an object of their own (`file_data` elsewhere): both are read.
  const nested = Object.entries(entry).flatMap(([key, value]) =>
    isObject(value) && !('value' in value) && key !== 'formatted_address' ? [value] : [],
  );
  const sources = [entry, ...nested];
  const first = (key: string) =>
    text.parse(
      sources.map((source) => flat(source[key])).find((value) => value !== 0 && text.parse(value)),
    ) ?? '';
  const errorReason = mask(first('error_reason'));
  return [
    {
      documentId,
      documentType: mask(first('document_type')),
      // Either of the two says that it was refused; whether both are always there is not documented.
      errorCode: mask(first('error_code') || (errorReason && NO_CODE)),
      errorReason,
      fields: sources.flatMap((source) =>
        Object.entries(source).flatMap(([key, value]) => readField(key, value)),
      ),
      others: sources.flatMap((source, depth) =>
        Object.entries(source).flatMap(([key, value]) => readOther(key, value, depth > 0)),
      ),
      quality: mask(first('document_quality_flag')) || undefined,
      maskedImageUrl: sources.map(redactUrl).find(Boolean),
    },
  ];
}

function readField(key: string, raw: unknown): Field[] {
  if (aboutEntry.has(key)) return [];
  if (key === 'formatted_address') return [{ key, value: mask(addressLine(raw)) }];
  const field = FieldObject.safeParse(raw);
  if (!field.success || !isObject(raw) || !('value' in raw)) return [];
  const value = covered(key, plain(field.data.value));
  return [{ key: mask(key), value, confidence: field.data.confidence_score ?? undefined }];
}

/** What is no field as documented; of an object that stands in the entry itself, its fields are read. */
function readOther(key: string, raw: unknown, isNested: boolean): Field[] {
  const isRead = aboutEntry.has(key) || key === 'formatted_address' || (isObject(raw) && 'value' in raw);
  if (isRead || (isObject(raw) && !isNested) || isEmpty(raw)) return [];
  return [{ key: mask(key), value: covered(key, plain(raw)) }];
}

const isEmpty = (raw: unknown) =>
  plain(raw).trim() === '' ||
  (Array.isArray(raw) ? raw.length === 0 : isObject(raw) && Object.keys(raw).length === 0);

function covered(key: string, value: string): Masked {
  return /aadhaar|(^|_)(uid|vid)(_|$)/i.test(key) ? maskNumber(value) : mask(value);
}

function redactUrl(source: Open): string | undefined {
  const urls = Object.values(source).map((value) =>
    isObject(value) ? HttpUrl.safeParse(value['redact_url']).data : undefined,
  );
  return urls.find(Boolean);
}

/** `{state, postcode, …}`, perhaps wrapped as `{value: {…}}`, on one line. */
function addressLine(raw: unknown): string {
  const inner = flat(raw);
  if (!isObject(inner)) return plain(inner);
  const order = ['address_line_1', 'address_line_2', 'city', 'state', 'postcode'];
  return order
    .map((key) => plain(flat(inner[key])))
    .filter(Boolean)
    .join(', ');
}

function flat(raw: unknown): unknown {
  return isObject(raw) && 'value' in raw ? raw['value'] : raw;
}
