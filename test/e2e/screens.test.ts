import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findFaults } from '@/test/components/gallery/faults';
import { steps } from '@/test/components/gallery/steps';
import { galleryAddress, openGallery } from '@/test/support/gallery-site';
import { differs } from '@/test/support/pictures';

/*
 * Every screen in every state, by day at a comfortable width and by night in the popup's narrowest: what axe, our own
 * look at contrast and names, and the committed picture say of it. `SATCHEL_PICTURES=write` takes the pictures anew,
 * `SATCHEL_SCENES=empty,options` looks at some.
 */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pictures = at('../components/gallery/pictures/');
const changed = at('../../.output/changed/');
const only = process.env['SATCHEL_SCENES']?.split(',');
const writes = process.env['SATCHEL_PICTURES'] === 'write';
const MINUTE = 60_000;

const looks = [
  { name: 'day', colorScheme: 'light', width: 400, page: 900 },
  { name: 'night', colorScheme: 'dark', width: 360, page: 360 },
] as const;
type Look = (typeof looks)[number];

let opened: Awaited<ReturnType<typeof openGallery>>;
let names: string[] = [];
beforeAll(async () => {
  opened = await openGallery({ viewport: { width: 400, height: 600 } });
  await opened.page.goto(`${galleryAddress}/index.html`);
  await opened.page.locator('li a').first().waitFor();
  names = await opened.page.locator('li a').allTextContents();
  if (!writes || only) return;
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
});
afterAll(() => opened.close());

/** A list of hundreds, of which only what is looked at is drawn: how much that is, is the window's affair. */
const isVirtual = (scene: string) => scene.startsWith('many');

/** A scene as an agent comes to it, with what is done in it. */
async function show(page: Page, scene: string, look: Look): Promise<void> {
  const isPage = /^(capture|options|folder(?!-card))/.test(scene);
  await page.setViewportSize({ width: isPage ? look.page : look.width, height: 600 });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  await page.goto(`${galleryAddress}/index.html?scene=${scene}`);
  await page.locator('main').waitFor();
  await page.addStyleTag({ content: '* { caret-color: transparent !important }' });
  await steps[scene]?.(page);
  await page.evaluate(async () => {
    window.scrollTo(0, 0);
    await document.fonts.ready;
  });
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const Verdict = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

async function rulesBroken(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = { runOnly: rules, resultTypes: ['violations'] };
  const verdict = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  const { violations } = Verdict.parse(verdict);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

describe.each(looks)('every screen by $name', (look) => {
  test('breaks no rule of WCAG 2.2 AA and looks as it did', { timeout: 6 * MINUTE }, async () => {
    const faults: string[] = [];
    for (const scene of names.filter((name) => only?.includes(name) ?? true)) {
      await show(opened.page, scene, look);
      const shot = await opened.page.screenshot({ fullPage: !isVirtual(scene), animations: 'disabled' });
      const file = `${scene}-${look.name}.png`;
      if (writes) writeFileSync(pictures + file, shot);
      const change = differs(shot, pictures + file, changed + file);
      const found = [
        ...(change ? [change] : []),
        ...(await rulesBroken(opened.page)),
        ...(await findFaults(opened.page)),
      ];
      faults.push(...found.map((fault) => `${scene}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

test('there is no picture of a screen that is no more', () => {
  const wanted = names.flatMap((scene) => looks.map(({ name }) => `${scene}-${name}.png`));
  expect(readdirSync(pictures).toSorted()).toEqual(wanted.toSorted());
});
