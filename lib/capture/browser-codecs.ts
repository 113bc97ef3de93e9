import type { Codecs, JpegOptions } from './codecs';

/** The codecs of a page or a worker: createImageBitmap and OffscreenCanvas. */
export function createBrowserCodecs(): Codecs {
  return {
    async decode(image) {
      const bitmap = await createImageBitmap(image, { imageOrientation: 'from-image' });
      const { width, height } = bitmap;
      return {
        width,
        height,
        jpeg: (options) => drawJpeg(bitmap, options),
        close: () => bitmap.close(),
      };
    },
  };
}

function drawJpeg(bitmap: ImageBitmap, { width, height, quality }: JpegOptions): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new DOMException('no 2d context', 'InvalidStateError');
  // JPEG knows no transparency: a see-through scan becomes black on white, as on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality });
}
