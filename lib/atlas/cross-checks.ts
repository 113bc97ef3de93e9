import { z } from 'zod';
import type { Masked } from '@/lib/domain/masked';
import { mask } from '@/lib/domain/masked';
import { isObject, plain } from './open';
import type { Open } from './wire';

/** One of the two documents of a comparison, as far as Atlas's entry tells. */
export interface Side {
  /** Its type (masked), or the id it was sent under. */
  readonly document?: string | undefined;
  readonly value?: Masked | undefined;
}

export interface CrossCheck {
  /** Atlas's key of what was compared. */
  readonly field?: Masked | undefined;
  /** Two, or none: whose values these are is not said then. */
  readonly sides: readonly Side[];
  /** 0 to 100. */
  readonly similarity?: number | undefined;
  /** Whatever else the entry says. */
  readonly details: ReadonlyArray<{ readonly key: Masked; readonly value: Masked }>;
}

const fieldKeys = new Set(['field', 'field_name', 'field_key', 'compared_field', 'attribute', 'parameter']);
/** How a key says which of the two it is about: the groups are what it says of it, and which. */
const oneOfTwo = [
  /^(?<what>.+?)_?(?<side>[12])$/,
  /^(?<what>.+)_(?<side>a|b)$/,
  /^(?<side>left|right|first|second|source|target)(?:_(?<what>.+))?$/,
];
const firsts = new Set(['1', 'a', 'left', 'first', 'source']);
const both = /^(?<what>documents?|document_types?|doc_types?|document_ids?|types|values|pair)$/;
const documentWords = /^(document|doc|type|id)(s|_types?|_ids?|_names?)?$/;
const valueWords = /^(field_)?values?$|^text$/;

interface Said {
  readonly index: 0 | 1;
  readonly document?: string;
  readonly value?: string;
}

/** A comparison, whose keys are not documented: what is understood becomes two sides, everything else stays. */
export function readCrossCheck(entry: Open): CrossCheck {
  const sides: [Side, Side] = [{}, {}];
  const details: Array<CrossCheck['details'][number]> = [];
  let field: Masked | undefined;
  for (const [key, raw] of Object.entries(entry)) {
    if (key === 'similarity_score' && z.number().safeParse(raw).success) continue;
    const said = saidOf(key.toLowerCase(), raw);
    if (fieldKeys.has(key.toLowerCase()) && typeof raw === 'string' && field === undefined) field = mask(raw);
    else if (said.length > 0 && said.every((one) => isNew(sides[one.index], one)))
      for (const one of said) sides[one.index] = withSaid(sides[one.index], one);
    else if (plain(raw) !== '') details.push({ key: mask(key), value: mask(plain(raw)) });
  }
  const isKnown = sides.some(({ document, value }) => document !== undefined || value !== undefined);
  return {
    ...(field !== undefined && { field }),
    sides: isKnown ? sides : [],
    similarity: z.number().safeParse(entry['similarity_score']).data,
    details,
  };
}

/** What one key of the entry says of the two documents; nothing when it is not about them. */
function saidOf(key: string, raw: unknown): Said[] {
  const single = oneOfTwo.map((pattern) => pattern.exec(key)?.groups).find(Boolean);
  if (single) return partOf(firsts.has(single['side'] ?? '') ? 0 : 1, single['what'] ?? 'pair', raw);
  if (!Array.isArray(raw) || raw.length !== 2) return [];
  const what = both.exec(key)?.groups?.['what'];
  const parts = what === undefined ? [] : [partOf(0, what, raw[0]), partOf(1, what, raw[1])];
  return parts.every((part) => part.length > 0) ? parts.flat() : [];
}

function partOf(index: 0 | 1, what: string, raw: unknown): Said[] {
  if (isObject(raw)) return objectPart(index, raw);
  const text = plain(raw);
  if (text === '' || Array.isArray(raw)) return [];
  if (documentWords.test(what)) return [{ index, document: text }];
  return valueWords.test(what) || what === 'pair' ? [{ index, value: text }] : [];
}

/** `{ document_type, value }`: taken only when nothing of it would be lost. */
function objectPart(index: 0 | 1, raw: Open): Said[] {
  const parts = Object.entries(raw).map(([key, inner]) =>
    isObject(inner) || Array.isArray(inner) ? [] : partOf(index, key.toLowerCase(), inner),
  );
  const said = parts.flat();
  const documents = said.flatMap(({ document }) => document ?? []);
  const values = said.flatMap(({ value }) => value ?? []);
  const [document, value] = [documents[0], values[0]];
  const isWhole = said.length === Object.keys(raw).length && documents.length <= 1 && values.length <= 1;
  if (!isWhole) return [];
  return [{ index, ...(document !== undefined && { document }), ...(value !== undefined && { value }) }];
}

function isNew(side: Side, { document, value }: Said): boolean {
  return !(document !== undefined && side.document) && !(value !== undefined && side.value !== undefined);
}

function withSaid(side: Side, { document, value }: Said): Side {
  return {
    ...side,
    // A uuid is no number of anybody, and covered it would name nothing.
    ...(document !== undefined && { document: z.uuid().safeParse(document).data ?? mask(document) }),
    ...(value !== undefined && { value: mask(value) }),
  };
}
