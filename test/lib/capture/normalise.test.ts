import { describe, expect, test } from 'vitest';
import type { Codecs } from '@/lib/capture/codecs';
import { fitted, normalise } from '@/lib/capture/normalise';
import { Failed } from '@/lib/domain/failed';
import { createFakeCodecs, heicBytes, jpegBytes, pdfBytes, pngBytes, textBytes, webpBytes } from './pictures';

const maxBytes = 10_000;

/** The reason why `bytes` are refused. */
async function reasonFor(bytes: Uint8Array<ArrayBuffer>, picture: { width: number; height: number } | Error) {
  const { codecs } = createFakeCodecs(picture);
  const thrown = await normalise(new Blob([bytes]), { codecs, maxBytes }).catch((error: unknown) => error);
  return thrown instanceof Failed ? `${thrown.code} ${thrown.reason}` : thrown;
}

const any = { width: 10, height: 10 };

test.each([
  ['nothing', new Uint8Array(), 'empty-file'],
  ['more than the limit', new Uint8Array(maxBytes + 1), 'too-large'],
  ['what is no document', textBytes('PK\x03\x04 a spreadsheet'), 'not-a-document'],
  ['an iPhone photo', heicBytes, 'heic'],
  ['a sign-in page', textBytes('<!doctype html><form action=/login>'), 'login-page'],
  ['a PDF without its end', textBytes('%PDF-1.7\n1 0 obj'), 'broken-pdf'],
  ['half a JPEG', jpegBytes(40, 30).slice(0, 60), 'broken-image'],
  ['half a PNG', pngBytes(40, 30).slice(0, 40), 'broken-image'],
  ['a picture of no size', pngBytes(0, 30), 'broken-image'],
  ['a small file that asks for gigabytes', pngBytes(20_000, 20_000), 'too-large'],
])('refuses %s', async (_, bytes, reason) => {
  expect(await reasonFor(bytes, any)).toBe(`rejected ${reason}`);
});

test('refuses what the codec cannot decode', async () => {
  const undecodable = new DOMException('', 'InvalidStateError');
  expect(await reasonFor(jpegBytes(40, 30), undecodable)).toBe('rejected broken-image');
});

test.each([
  ['a JPEG', jpegBytes(4000, 3000)],
  ['a PNG', pngBytes(4000, 3000)],
  ['a WebP', webpBytes(4000, 3000)],
])('draws %s anew, upright and at most 2,800 px, with a small preview', async (_, bytes) => {
  // The codec turns by EXIF: what was lying in the header stands after decoding.
  const { codecs, state } = createFakeCodecs({ width: 3000, height: 4000 });
  const taken = await normalise(new Blob([bytes]), { codecs, maxBytes });
  expect(taken.contentType).toBe('image/jpeg');
  expect(await new Blob([taken.bytes]).text()).toBe('drawn 2100x2800');
  expect(taken.thumbnail).toBe(`data:image/jpeg;base64,${btoa('drawn 72x96')}`);
  expect(state.asked[0]?.quality).toBe(0.75);
  expect(state.open, 'the decoded picture is let go').toBe(0);
});

test('a small scan keeps more of what it has', async () => {
  const { codecs, state } = createFakeCodecs({ width: 1080, height: 1528 });
  await normalise(new Blob([jpegBytes(1080, 1528)]), { codecs, maxBytes });
  expect(state.asked[0]).toEqual({ width: 1080, height: 1528, quality: 0.85 });
});

describe('under a ceiling', () => {
  const photo = () => new Blob([jpegBytes(4000, 3000)]);
  /** A codec whose pictures have a byte for ten pixels, times the quality. */
  const weighing = (width: number, height: number): Codecs => ({
    decode: async () => ({
      width,
      height,
      jpeg: async (asked) =>
        new Blob([new Uint8Array((asked.width * asked.height * asked.quality) / 10)], { type: 'image/jpeg' }),
      close: () => {},
    }),
  });

  test.each([
    [500_000, 441_000],
    [300_000, 225_000],
    [150_000, 134_400],
    [80_000, 73_728],
    [40_000, 39_321],
  ])('%i bytes: the largest drawing that comes under it, %i bytes', async (ceiling, size) => {
    const taken = await normalise(photo(), { codecs: weighing(4000, 3000), maxBytes, ceiling });
    expect(taken.bytes.byteLength).toBe(size);
    expect(taken.thumbnail).toMatch(/^data:image\/jpeg/);
  });

  test.each([
    ['a picture', new Blob([jpegBytes(4000, 3000)])],
    ['a PDF', new Blob([pdfBytes])],
  ])('%s that does not come under it is refused, and nothing is kept', async (_, blob) => {
    const asked = normalise(blob, { codecs: weighing(4000, 3000), maxBytes, ceiling: 20 });
    await expect(asked).rejects.toMatchObject({ code: 'rejected', reason: 'not-smaller' });
  });
});

test('passes a PDF on as it is, without a preview', async () => {
  const { codecs } = createFakeCodecs(new Error('no picture'));
  const taken = await normalise(new Blob([pdfBytes]), { codecs, maxBytes });
  expect(taken.contentType).toBe('application/pdf');
  expect(new Uint8Array(taken.bytes)).toEqual(pdfBytes);
  expect(taken).not.toHaveProperty('thumbnail');
});

test('never makes a picture larger, nor thinner than a pixel', () => {
  expect(fitted({ width: 800, height: 600 }, 2_500)).toEqual({ width: 800, height: 600 });
  expect(fitted({ width: 90_000, height: 3 }, 2_500)).toEqual({ width: 2_500, height: 1 });
});
