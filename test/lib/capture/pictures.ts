import type { Codecs, JpegOptions } from '@/lib/capture/codecs';

/** A codec that draws nothing: it tells what it was asked for. */
export function createFakeCodecs(picture: { width: number; height: number } | Error) {
  const asked: JpegOptions[] = [];
  const state = { asked, open: 0 };
  const codecs: Codecs = {
    decode() {
      if (picture instanceof Error) return Promise.reject(picture);
      state.open += 1;
      return Promise.resolve({
        ...picture,
        jpeg(options) {
          asked.push(options);
          const text = `drawn ${options.width}x${options.height}`;
          return Promise.resolve(new Blob([text], { type: 'image/jpeg' }));
        },
        close() {
          state.open -= 1;
        },
      });
    },
  };
  return { codecs, state };
}

const u16 = (value: number) => [value >> 8, value & 0xff];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

/** Markers and lengths of a JPEG with an EXIF thumbnail, a restart and a stuffed zero; not a decodable one. */
export function jpegBytes(width: number, height: number): Uint8Array<ArrayBuffer> {
  const segment = (marker: number, body: number[]) => [0xff, marker, ...u16(body.length + 2), ...body];
  const scan = [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4];
  const lastScan = [5, 6, 0xff, 0xd9];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe1, [...ascii('Exif\0\0'), 0xff, 0xd8, 0xff, 0xc0, 0, 9, 8, 0, 1, 0, 1, 0xff, 0xd9]),
    0xff, // a fill byte before a marker
    ...segment(0xc4, [0, 1, 2]),
    ...segment(0xc2, [8, ...u16(height), ...u16(width), 3]),
    ...segment(0xda, [1, 1, 0]),
    ...scan,
    ...segment(0xda, [1, 1, 0]),
    ...lastScan,
    ...ascii('appended by a phone'),
  ]);
}

export function pngBytes(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, body: number[]) => [...u32(body.length), ...ascii(name), ...body, 0, 0, 0, 0];
  return Uint8Array.from([
    ...ascii('\x89PNG\r\n\x1a\n'),
    ...chunk('IHDR', [...u32(width), ...u32(height), 8, 6, 0, 0, 0]),
    ...chunk('IDAT', [1, 2, 3]),
    ...chunk('IEND', []),
  ]);
}

/** `VP8X` with a canvas size. */
export function webpBytes(width: number, height: number): Uint8Array<ArrayBuffer> {
  const little = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff);
  const size = [...little(width - 1, 3), ...little(height - 1, 3)];
  const body = [...ascii('WEBPVP8X'), ...little(10, 4), ...little(0, 4), ...size];
  return Uint8Array.from([...ascii('RIFF'), ...little(body.length, 4), ...body]);
}

export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ascii(text));
}

export const heicBytes = Uint8Array.from([
  0,
  0,
  0,
  24,
  ...ascii('ftypheic'),
  0,
  0,
  0,
  0,
  ...ascii('mif1heic'),
]);
export const avifBytes = Uint8Array.from([
  0,
  0,
  0,
  24,
  ...ascii('ftypmif1'),
  0,
  0,
  0,
  0,
  ...ascii('mif1avif'),
]);
export const pdfBytes = textBytes('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
