import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** Letters are drawn a little otherwise by the next version of a browser or a font; a moved line is far more. */
const MOST_CHANGED = 0.01;
/** How far a colour may be off, from 0 to 1. */
const COLOUR = 0.2;

/** As large as asked. What only one of two pictures has lies on black there and on white here: it has changed. */
function onPaper(picture: PNG, { width, height, shade }: Record<'width' | 'height' | 'shade', number>): PNG {
  const paper = new PNG({ width, height });
  paper.data.fill(Buffer.from([shade, shade, shade, 255]));
  PNG.bitblt(picture, paper, 0, 0, picture.width, picture.height, 0, 0);
  return paper;
}

/**
 * Compares a screenshot with the committed one.
 * @param shot PNG
 * @param reference where the committed PNG is
 * @param changedAt where the difference is drawn, if there is one, for whoever looks
 * @returns the share of pixels that changed, in words; `undefined`: none to speak of
 */
export function differs(shot: Buffer, reference: string, changedAt: string): string | undefined {
  if (!existsSync(reference)) return 'there is no picture of it yet';
  const known = readFileSync(reference);
  if (known.equals(shot)) return undefined;
  const [before, now] = [PNG.sync.read(known), PNG.sync.read(shot)];
  const width = Math.max(before.width, now.width);
  const height = Math.max(before.height, now.height);
  const difference = new PNG({ width, height });
  const changed = pixelmatch(
    onPaper(before, { width, height, shade: 0 }).data,
    onPaper(now, { width, height, shade: 255 }).data,
    difference.data,
    width,
    height,
    { threshold: COLOUR },
  );
  const share = changed / (width * height);
  if (share <= MOST_CHANGED) return undefined;
  mkdirSync(dirname(changedAt), { recursive: true });
  writeFileSync(changedAt, PNG.sync.write(difference));
  return `${(100 * share).toFixed(1)} % of it changed, from ${before.width}×${before.height} to ${now.width}×${now.height}`;
}
