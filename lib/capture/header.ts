/** What the header of a picture says, read without decoding a pixel. */
export interface Header {
  /** Pixels, before turning. */
  readonly width: number;
  readonly height: number;
  /** The file goes on to its end mark: nothing was cut off. */
  readonly whole: boolean;
}

const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** The pictures that can be drawn anew. */
export type ImageType = (typeof imageTypes)[number];

/** Narrows any type to one that `readHeader` knows. */
export function imageType(type: string | undefined): ImageType | undefined {
  return imageTypes.find((one) => one === type);
}

const readers: Record<ImageType, (view: DataView<ArrayBuffer>) => Header | undefined> = {
  'image/jpeg': readJpeg,
  'image/png': readPng,
  'image/webp': readWebp,
};

/**
 * Dimensions and completeness of a picture.
 * @returns `undefined` when the header is damaged
 */
export function readHeader(bytes: ArrayBuffer, type: ImageType): Header | undefined {
  const header = readers[type](new DataView(bytes));
  return header && header.width > 0 && header.height > 0 ? header : undefined;
}

/** Chunks of length, name, data, checksum; the first is IHDR, the last IEND (PNG, section 5). */
function readPng(view: DataView<ArrayBuffer>): Header | undefined {
  if (view.byteLength < 33 || name(view, 12) !== 'IHDR') return undefined;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let at = 8;
  while (at + 12 <= view.byteLength) {
    const end = at + 12 + view.getUint32(at);
    if (name(view, at + 4) === 'IEND') return { ...size, whole: end <= view.byteLength };
    at = end;
  }
  return { ...size, whole: false };
}

/** RIFF, length, WEBP, then VP8, VP8L or VP8X (RFC 9649, section 2). */
function readWebp(view: DataView<ArrayBuffer>): Header | undefined {
  if (view.byteLength < 30) return undefined;
  const whole = view.getUint32(4, true) + 8 <= view.byteLength;
  const read = webpSizes[name(view, 12)];
  return read && { ...read(view), whole };
}

const webpSizes: Readonly<
  Record<string, (view: DataView<ArrayBuffer>) => { width: number; height: number }>
> = {
  'VP8 ': (view) => ({
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
  }),
  VP8L: (view) => {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  },
  VP8X: (view) => ({ width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }),
};

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Segments of marker and length up to the first scan, then scans up to the end mark (ITU T.81, annex B). */
function readJpeg(view: DataView<ArrayBuffer>): Header | undefined {
  let size: { width: number; height: number } | undefined;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker === END_OF_IMAGE) return size && { ...size, whole: true };
    else {
      if (isFrame(marker) && at + 9 <= view.byteLength)
        size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      at += 2 + view.getUint16(at + 2);
      if (marker === START_OF_SCAN) at = scanEnd(view, at);
    }
  }
  const ended = at + 2 <= view.byteLength && view.getUint16(at) === 0xff00 + END_OF_IMAGE;
  return size && { ...size, whole: ended };
}

/** C0 to CF, without the tables DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where coded data ends: at the next marker that is neither a stuffed zero nor a restart. */
function scanEnd(view: DataView<ArrayBuffer>, from: number): number {
  const bytes = new Uint8Array(view.buffer);
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    const inside = next === 0 || next === 0xff || (next !== undefined && next >= 0xd0 && next <= 0xd7);
    if (!inside) return at;
  }
  return bytes.length;
}

function name(view: DataView<ArrayBuffer>, at: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, at, 4));
}

function uint24(view: DataView<ArrayBuffer>, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}
