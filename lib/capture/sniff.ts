import type { ContentType } from '@/lib/domain/capture';

/** How many bytes from the start `sniff` wants to see: a PDF may have that much before its signature. */
export const HEAD_BYTES = 1_024;

export type Sniffed = ContentType | 'image/heic' | 'text/html';

/** Brands of the HEIF family that hold HEVC pictures, as phones write them (ISO 23008-12, annex B). */
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);

/** In this order: what a renderer would take for a page is one, whatever stands further on. */
const signatures: ReadonlyArray<readonly [Sniffed, (head: string) => boolean]> = [
  ['image/jpeg', (head) => head.startsWith('\xff\xd8\xff')],
  ['image/png', (head) => head.startsWith('\x89PNG\r\n\x1a\n')],
  ['image/webp', (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8)],
  ['image/heic', isHeic],
  ['text/html', isHtml],
  ['application/pdf', (head) => head.includes('%PDF-')],
];

/**
 * What bytes are, by their signature; never by a name or a header.
 * @param head the first `HEAD_BYTES` bytes, or all there are
 */
export function sniff(head: Uint8Array): Sniffed | undefined {
  const text = latin1(head.subarray(0, HEAD_BYTES));
  return signatures.find(([, matches]) => matches(text))?.[0];
}

/** One character a byte, so that signatures can be written as strings. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function isHeic(head: string): boolean {
  if (!head.startsWith('ftyp', 4)) return false;
  const brands: readonly string[] = head.slice(8, 8 + 64).match(/[\s\S]{4}/g) ?? [];
  return !brands.includes('avif') && brands.some((brand) => heicBrands.has(brand));
}

/** Server pages start with a byte-order mark, white space, comments or a prologue, then one of these. */
function isHtml(head: string): boolean {
  const start = head.replace(/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*/, '');
  return /^<(?:!doctype\s+html|html|head|body|script|title|meta|form|div)[\s>]/i.test(start);
}
