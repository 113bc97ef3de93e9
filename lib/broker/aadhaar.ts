import { mask, maskNumber } from '@/lib/domain/masked';
import { Refused } from './refused';

/** Deeper than any answer of Atlas, and far from the end of the stack. */
const DEEPEST = 60;
/** From so many digits on, text under an Aadhaar key is the number, however it is written. */
const NUMBER_DIGITS = 9;
/** As it is spelled in the field, too. */
const names = /a{1,2}dha{1,2}r/i;
const inField = /^(value|number|no|id|uid)$/i;
const uuid = /([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/i;
/** Query parameters that sign an address: a digit changed in one breaks it, and none is read from paper. */
const signing = /^(x-amz-\w+(-\w+)*|signature|policy|key-pair-id|expires|awsaccesskeyid)=/i;

/**
 * Any JSON with every Aadhaar-like number covered but its last four digits: runs of twelve or sixteen digits
 * wherever they stand, and whatever stands at a key that names Aadhaar.
 *
 * @throws Refused `bad_request` when it is nested too deep
 */
export function maskAadhaar(json: unknown): unknown {
  return maskValue(json, false, 0);
}

function maskValue(json: unknown, isNumber: boolean, depth: number): unknown {
  if (depth > DEEPEST) throw new Refused('bad_request', 'The payload is nested too deep.');
  if (typeof json === 'string') return maskText(json, isNumber);
  if (typeof json === 'number') {
    const text = String(json);
    const masked = maskText(text, isNumber);
    return masked === text ? json : masked;
  }
  if (Array.isArray(json)) return json.map((one) => maskValue(one, isNumber, depth + 1));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const here = names.test(key) || (isNumber && inField.test(key));
      return [maskText(key, false), maskValue(value, here, depth + 1)];
    }),
  );
}

function maskText(text: string, isNumber: boolean): string {
  if (/^https?:\/\//i.test(text)) return maskAddress(text);
  if (isNumber && text.replace(/\D/g, '').length >= NUMBER_DIGITS) return maskNumber(text);
  return maskBetweenIds(text);
}

/** A pre-signed address (`redact_url`) keeps working. */
function maskAddress(text: string): string {
  const [path = '', ...query] = text.split(/(?=[?&])/);
  const masked = query.map((part) => (signing.test(part.slice(1)) ? part : maskBetweenIds(part)));
  return [maskBetweenIds(path), ...masked].join('');
}

/** A UUID may hold a run of digits, and is nobody's number. */
function maskBetweenIds(text: string): string {
  const parts = text.split(uuid);
  return parts.map((part, index) => (index % 2 === 1 ? part : mask(part))).join('');
}
