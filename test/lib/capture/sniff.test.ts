import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHeader } from '@/lib/capture/header';
import { sniff } from '@/lib/capture/sniff';
import { avifBytes, heicBytes, jpegBytes, pdfBytes, pngBytes, textBytes, webpBytes } from './pictures';

test.each([
  ['a JPEG', jpegBytes(4, 3), 'image/jpeg'],
  ['a PNG', pngBytes(4, 3), 'image/png'],
  ['a WebP', webpBytes(4, 3), 'image/webp'],
  ['an iPhone photo', heicBytes, 'image/heic'],
  ['an AVIF', avifBytes, undefined],
  ['a PDF', pdfBytes, 'application/pdf'],
  ['a PDF after a scanner’s preamble', textBytes(`${'x'.repeat(900)}%PDF-1.4`), 'application/pdf'],
  ['a PDF signature too far in', textBytes(`${'x'.repeat(1_100)}%PDF-1.4`), undefined],
  ['a page', textBytes('\n <!DOCTYPE html><title>Sign in</title>'), 'text/html'],
  ['a page that also says %PDF-', textBytes('<!-- hi --><html><!-- %PDF-1.4 --></html>'), 'text/html'],
  ['a page with a byte-order mark', textBytes('\xef\xbb\xbf<html lang="en">'), 'text/html'],
  ['an SVG', textBytes('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), undefined],
  ['a GIF', textBytes('GIF89a'), undefined],
  ['RIFF that is sound', textBytes('RIFF\x00\x00\x00\x00WAVE'), undefined],
  ['nothing', new Uint8Array(), undefined],
])('sniffs %s by its bytes', (_, bytes, type) => {
  expect(sniff(bytes)).toBe(type);
});

test.each([
  ['image/jpeg', jpegBytes(4000, 3000)],
  ['image/png', pngBytes(4000, 3000)],
  ['image/webp', webpBytes(4000, 3000)],
] as const)('reads the dimensions of %s without decoding', (type, bytes) => {
  expect(readHeader(bytes.buffer, type)).toEqual({ width: 4000, height: 3000, whole: true });
});

test.each([
  ['image/jpeg', jpegBytes(4000, 3000), 30],
  ['image/png', pngBytes(4000, 3000), 12],
  ['image/webp', webpBytes(4000, 3000), 0],
] as const)('never throws on, nor believes, %s cut off anywhere', (type, bytes, tail) => {
  const lengths = Array.from({ length: bytes.length - tail - 1 }, (_, index) => index);
  const whole = lengths.filter((length) => readHeader(bytes.slice(0, length).buffer, type)?.whole);
  expect(whole).toEqual([]);
});

test.each([
  ['photo-receipt-8mp.jpg', 2448, 3264],
  ['photo-page-16mp.jpg', 2988, 5312],
  ['invoice-010.jpg', 873, 1656],
])('reads the real %s, and notices when a tenth of it is missing', (file, width, height) => {
  const bytes = Uint8Array.from(readFileSync(`test/samples/${file}`));
  expect(sniff(bytes)).toBe('image/jpeg');
  expect(readHeader(bytes.buffer, 'image/jpeg')).toEqual({ width, height, whole: true });
  const cut = bytes.slice(0, bytes.length * 0.9);
  expect(readHeader(cut.buffer, 'image/jpeg')).toEqual({ width, height, whole: false });
});
