import type { Reading } from './atlas-reading';
import type { DocumentKind } from './reader-kinds';
import { documentKinds } from './reader-kinds';
import type { Transcript } from './reader-transcript';
import { legibility } from './reader-transcript';

/** Below this a picture is taken for blurred, whatever a lucky number looks like. */
const LEAST_LEGIBILITY = 0.55;

/** Says what a document is by its words, and what stands on it. */
export function judge(transcript: Transcript): Reading {
  const kind = documentKinds.find(({ signs }) => signs.test(transcript.text));
  if (!kind) return unrecognised('The document does not match any supported type');
  const fields = fieldsOf(kind, transcript);
  const missing = Object.entries(kind.needs).flatMap(([key, label]) => (key in fields ? [] : [label]));
  const clear = legibility(transcript) >= LEAST_LEGIBILITY;
  if (missing.length > 0 || !clear) {
    const what = missing.length > 0 ? missing.join(' and ') : 'text';
    return {
      ...refusal(kind.type, 'INVALID_DOC'),
      error_reason: `The ${what} is not legible: the picture is blurred or cut off`,
    };
  }
  const address = fields['address'] && formatAddress(String(fields['address'].value));
  return {
    documentType: kind.type,
    fields,
    ...(address && { formatted_address: address }),
    ...(kind.quality && { document_quality_flag: kind.quality }),
  };
}

export function unrecognised(reason: string): Reading {
  return { ...refusal('UNRECOGNISED', 'UNRECOGNISED'), error_reason: reason };
}

function refusal(documentType: string, code: 'INVALID_DOC' | 'UNRECOGNISED'): Reading {
  return { documentType, fields: {}, error_code: code };
}

function fieldsOf({ fields }: DocumentKind, transcript: Transcript): Reading['fields'] {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, read]) => {
      const found = read(transcript);
      return found && found.value !== '' ? [[key, found]] : [];
    }),
  );
}

/** "…, Pune, Maharashtra 411004" taken apart, as far as it goes. */
export function formatAddress(address: string): Readonly<Record<string, string>> | undefined {
  const match = /^(.*?),\s*([^,]+),\s*([\p{L} ]+?)\s*(\d{6})$/u.exec(address);
  if (!match) return undefined;
  const [, street = '', city = '', state = '', postcode = ''] = match;
  const parts = street.split(/,\s*/);
  const half = Math.ceil(parts.length / 2);
  return {
    address_line_1: parts.slice(0, half).join(', '),
    address_line_2: parts.slice(half).join(', '),
    city,
    state,
    postcode,
  };
}
