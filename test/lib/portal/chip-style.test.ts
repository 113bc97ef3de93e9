import { expect, test } from 'vitest';
import { chipStyle, toastStyle } from '@/lib/portal/chip-style';

test('what is said on the portal’s page is as large as the agent wants his text, not in pixels', () => {
  const fonts = [...(chipStyle + toastStyle).matchAll(/font(?:-size)?: [^;]+/g)].map(([font]) => font);
  expect(fonts.length).toBeGreaterThan(1);
  // By em of a host that takes nothing from the page: rem would follow the portal's own root.
  expect(fonts.filter((font) => !/\d(?:\.\d+)?em/.test(font) || /\d(px|rem)/.test(font))).toEqual([]);
});
