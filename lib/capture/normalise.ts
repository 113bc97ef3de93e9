import type { ContentType } from '@/lib/domain/capture';
import type { Reason } from '@/lib/domain/failed';
import { Failed } from '@/lib/domain/failed';
import type { Codecs, Picture } from './codecs';
import { type ImageType, imageType, readHeader } from './header';
import { HEAD_BYTES, latin1, type Sniffed, sniff } from './sniff';

/** The longer side of what Atlas is given, in pixels: enough to read small print on an A4 page. */
export const LONGEST_SIDE = 2_800;

/**
 * Print has pixels to spare in a large photo: with more of them at a lower quality a reader finds no fewer words than at
 * 2,500 px and 0.85, in five sixths of the bytes. A small scan has none, and costs little.
 */
const MANY_PIXELS = 3_000_000;
const usual = (size: Pick<Picture, 'width' | 'height'>) =>
  size.width * size.height > MANY_PIXELS ? 0.75 : 0.85;

/** What a picture is drawn with, and, when it must be smaller, one after the other until it is. */
const DRAWINGS: ReadonlyArray<{ readonly side: number; readonly quality?: number }> = [
  { side: LONGEST_SIDE },
  { side: 2_000, quality: 0.75 },
  { side: 1_600, quality: 0.7 },
  { side: 1_280, quality: 0.6 },
  { side: 1_024, quality: 0.5 },
];

/**
 * The longer side of a preview, in pixels. On a card that fills it a digit is then some 4 by 3 pixels high
 * and wide: the agent tells documents apart, nobody reads a number.
 */
export const PREVIEW_SIDE = 96;
const PREVIEW_QUALITY = 0.6;

/** Decoding takes 4 bytes a pixel, so a small file may ask for gigabytes: beyond this it is refused unread. */
export const MOST_PIXELS = 100_000_000;

/** Where `%%EOF` has to stand: readers look at the last kilobyte, scanners append a little. */
const TAIL_BYTES = 2_048;

/** What Atlas will be given. */
export interface Normalised {
  readonly bytes: ArrayBuffer;
  readonly contentType: ContentType;
  /** A `data:` URL of a JPEG of at most `PREVIEW_SIDE` pixels; none for a PDF, which is never rendered. */
  readonly thumbnail?: string;
}

export interface NormalisePorts {
  readonly codecs: Codecs;
  /** The largest file taken in, in bytes. */
  readonly maxBytes: number;
  /** The most bytes that may come out; absent: whatever a drawing of full size has. */
  readonly ceiling?: number | undefined;
}

/**
 * Turns a file into what may be sent: pictures are decoded and drawn anew (upright, no metadata, at most
 * `LONGEST_SIDE`, JPEG), PDFs are checked and go as they are.
 * @throws Failed `rejected` with reason `empty-file`, `too-large`, `not-a-document`, `heic`, `login-page`,
 * `broken-image` or `broken-pdf`; `not-smaller` when it does not come under the ceiling
 */
export async function normalise(
  blob: Blob,
  { codecs, maxBytes, ceiling = Infinity }: NormalisePorts,
): Promise<Normalised> {
  if (blob.size === 0) throw refused('empty-file');
  if (blob.size > maxBytes) throw refused('too-large');
  const bytes = await blob.arrayBuffer();
  const type = sniff(new Uint8Array(bytes, 0, Math.min(HEAD_BYTES, bytes.byteLength)));
  if (type === 'application/pdf') return { bytes: under(ceiling, checkedPdf(bytes)), contentType: type };
  const image = imageType(type);
  if (!image) throw refused((type && refusals[type]) ?? 'not-a-document');
  return redraw(bytes, image, codecs, ceiling);
}

const refusals: Partial<Record<Sniffed, Reason>> = { 'image/heic': 'heic', 'text/html': 'login-page' };

function checkedPdf(bytes: ArrayBuffer): ArrayBuffer {
  const tail = latin1(new Uint8Array(bytes).subarray(-TAIL_BYTES));
  if (!tail.includes('%%EOF')) throw refused('broken-pdf');
  return bytes;
}

function under(ceiling: number, bytes: ArrayBuffer): ArrayBuffer {
  if (bytes.byteLength > ceiling) throw refused('not-smaller');
  return bytes;
}

/** The first drawing that comes under the ceiling. */
async function drawn(picture: Picture, ceiling: number): Promise<Blob> {
  for (const { side, quality } of DRAWINGS) {
    const size = fitted(picture, side);
    const jpeg = await picture.jpeg({ ...size, quality: quality ?? usual(size) });
    if (jpeg.size <= ceiling) return jpeg;
  }
  throw refused('not-smaller');
}

async function redraw(
  bytes: ArrayBuffer,
  type: ImageType,
  codecs: Codecs,
  ceiling: number,
): Promise<Normalised> {
  const header = readHeader(bytes, type);
  // A cut-off picture decodes to one that is grey from somewhere on: half a document is none.
  if (!header?.whole) throw refused('broken-image');
  if (header.width * header.height > MOST_PIXELS) throw refused('too-large');
  const picture = await codecs.decode(new Blob([bytes], { type })).catch((cause: unknown) => {
    throw refused('broken-image', cause);
  });
  try {
    const full = await drawn(picture, ceiling);
    const small = await picture.jpeg({ ...fitted(picture, PREVIEW_SIDE), quality: PREVIEW_QUALITY });
    return { bytes: await full.arrayBuffer(), contentType: 'image/jpeg', thumbnail: await dataUrl(small) };
  } finally {
    picture.close();
  }
}

/** The largest size with the same shape whose longer side is at most `side`; never larger than it was. */
export function fitted({ width, height }: Pick<Picture, 'width' | 'height'>, side: number) {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function dataUrl(jpeg: Blob): Promise<string> {
  return `data:image/jpeg;base64,${btoa(latin1(new Uint8Array(await jpeg.arrayBuffer())))}`;
}

function refused(reason: Reason, cause?: unknown): Failed {
  return new Failed('rejected', { reason, cause });
}
