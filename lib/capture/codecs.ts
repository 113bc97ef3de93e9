/**
 * The browser's own picture codecs, as far as captures need them. A port: Node has none, so tests hand in
 * a fake, and the real one is `browser-codecs.ts`.
 */
export interface Codecs {
  /**
   * Decodes the first frame and turns it upright by its EXIF orientation.
   * Rejects with whatever the platform says when the bytes are no picture.
   */
  decode(image: Blob): Promise<Picture>;
}

/** A decoded picture. Holds memory of 4 bytes a pixel until it is closed. */
export interface Picture {
  /** Pixels, after turning. */
  readonly width: number;
  readonly height: number;
  /** Draws it on white at the given size, without any metadata. `quality` from 0 to 1. */
  jpeg(options: JpegOptions): Promise<Blob>;
  close(): void;
}

export interface JpegOptions {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}
