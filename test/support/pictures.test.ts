import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, expect, test } from 'vitest';
import { differs } from './pictures';

const folder = mkdtempSync(join(tmpdir(), 'satchel-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [reference, changed] = [join(folder, 'as-it-was.png'), join(folder, 'changed', 'now.png')];

/** A page with a black line across it. */
function picture(height: number, line: number): Buffer {
  const png = new PNG({ width: 100, height });
  png.data.fill(255);
  for (let at = line * 400; at < (line + 4) * 400; at += 4) png.data.set([0, 0, 0, 255], at);
  return PNG.sync.write(png);
}

test('a picture is like itself, and unlike one whose line has moved or whose page has grown', () => {
  writeFileSync(reference, picture(100, 40));
  expect(differs(picture(100, 40), reference, changed)).toBeUndefined();
  expect(existsSync(changed)).toBe(false);
  expect(differs(picture(100, 50), reference, changed)).toContain('8.0 % of it changed');
  expect(existsSync(changed)).toBe(true);
  expect(differs(picture(140, 40), reference, changed)).toContain('from 100×100 to 100×140');
});

test('a screen without a picture is said to have none', () => {
  expect(differs(picture(100, 40), join(folder, 'none.png'), changed)).toBe('there is no picture of it yet');
});
