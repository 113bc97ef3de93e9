import { expect, test } from 'vitest';
import { z } from 'zod';
import { languages } from '@/lib/domain/language';
import { galleryAddress, openGallery } from '@/test/support/gallery-site';

const Report = z.object({ drawn: z.number(), shown: z.array(z.string()), faults: z.array(z.string()) });
const MINUTE = 60_000;

test('every screen holds every language at 200 % text on 360 px, and buttons are named as they read', async () => {
  const { page, close } = await openGallery({ viewport: { width: 360, height: 640 } });
  await page.goto(`${galleryAddress}/layout.html`);
  const written = await Promise.race([
    page.locator('#report').textContent({ timeout: 2 * MINUTE }),
    page.waitForEvent('pageerror', { timeout: 0 }).then(({ message }) => message),
  ]);
  await close();
  const { drawn, shown, faults } = Report.parse(JSON.parse(written ?? 'null'));
  expect(drawn).toBeGreaterThan(languages.length * 30);
  // Of each language seven things that show only after a press, or with files.
  expect(shown).toHaveLength(languages.length * 7);
  expect(faults).toEqual([]);
});
