import { createBrowserCodecs } from '@/lib/capture/browser-codecs';
import { normalise } from '@/lib/capture/normalise';
import { toFailed } from '@/lib/domain/failed';

/** What `lib/capture` made of bytes with the browser's own codecs, or why it refused them. */
export async function run(blob: Blob) {
  const ports = { codecs: createBrowserCodecs(), maxBytes: 50_000_000 };
  const taken = await normalise(blob, ports).catch((thrown: unknown) => toFailed(thrown).reason);
  if (typeof taken !== 'object') return { refused: taken };
  const preview = await fetch(taken.thumbnail ?? '');
  const small = await createImageBitmap(await preview.blob());
  const text = new TextDecoder('latin1').decode(taken.bytes);
  return {
    ...(await look(new Blob([taken.bytes]))),
    type: taken.contentType,
    preview: Math.max(small.width, small.height),
    previewChars: taken.thumbnail?.length,
    metadata: /Exif|GPS-CANARY/.test(text),
  };
}

async function look(bytes: Blob) {
  const bitmap = await createImageBitmap(bytes, { imageOrientation: 'none' });
  const { width, height } = bitmap;
  const context = contextOf(width, height);
  context.drawImage(bitmap, 0, 0);
  const at = (x: number, y: number) => {
    const { data } = context.getImageData(x * (width - 1), y * (height - 1), 1, 1);
    return Array.from(data.slice(0, 3), (value) => (value > 128 ? 'f' : '0')).join('');
  };
  return { width, height, corners: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)] };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  return context;
}

/** Red, green, blue and white corners, clockwise from the top left, and lines of many colours between. */
export function paint(width: number, height: number, type: string): Promise<Blob> {
  const context = contextOf(width, height);
  context.fillStyle = '#888';
  context.fillRect(0, 0, width, height);
  for (let line = 0; line < 400; line += 1) {
    context.fillStyle = `hsl(${line * 37} 60% 50%)`;
    context.fillRect((line * 7_919) % width, (line * 104_729) % height, width / 9, 3);
  }
  const corners = [
    ['#f00', 0, 0],
    ['#0f0', 1, 0],
    ['#00f', 1, 1],
    ['#fff', 0, 1],
  ] as const;
  for (const [colour, x, y] of corners) {
    context.fillStyle = colour;
    context.fillRect(x * width * 0.75, y * height * 0.75, width / 4, height / 4);
  }
  return context.canvas.convertToBlob({ type, quality: 0.95 });
}

/** A PNG that is transparent all over. */
export function clear(width: number, height: number): Promise<Blob> {
  return contextOf(width, height).canvas.convertToBlob({ type: 'image/png' });
}

/** Puts EXIF with an orientation and a place behind the start of a JPEG. */
export function withExif(jpeg: Blob, orientation: number): Blob {
  const text = (value: string) => Array.from(value, (character) => character.charCodeAt(0));
  const entry = [1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const tiff = [...text('MM'), 0, 42, 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0];
  const body = [...text('Exif'), 0, 0, ...tiff, ...text('GPS-CANARY')];
  const segment = Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body]);
  return new Blob([jpeg.slice(0, 2), segment, jpeg.slice(2)]);
}

/** Keeps the header and the end mark, and writes rubbish over what is between. */
export async function spoil(image: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await image.arrayBuffer());
  bytes.fill(7, 45, bytes.length - 12);
  return new Blob([bytes]);
}
