import { z } from 'zod';

/**
 * Text in which no Aadhaar number can stand in clear. A branded type: what an agent sees of a document can
 * only be made by `mask`, so an unmasked string does not reach a screen, a log or a store.
 */
export const Masked = z.string().brand('Masked');
export type Masked = z.infer<typeof Masked>;

/** Twelve digits (Aadhaar) or sixteen (its virtual id), with or without spaces, dots or hyphens between. */
const numbers = /(?<![\d.])(?:\d[\s.-]?){11}\d(?!\d)|(?<!\d)(?:\d[\s.-]?){15}\d(?!\d)/g;

/** Covers every Aadhaar-like number but its last four digits. */
export function mask(text: string): Masked {
  return Masked.parse(text.replace(numbers, (found) => coverDigits(found)));
}

/** Covers all digits but the last four, however many there are: for fields known to hold the number. */
export function maskNumber(text: string): Masked {
  return Masked.parse(coverDigits(text));
}

function coverDigits(text: string): string {
  const digits = text.replace(/\D/g, '');
  const last = digits.slice(-4);
  return digits.length > 4 ? `XXXX XXXX ${last}` : text.replace(/\d(?=.*\d{4})/g, 'X');
}
