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

interface Look {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  /** Of a popup, of a panel beside the agent's page, and of a page of its own. */
  readonly widths: { readonly popup: number; readonly panel: number; readonly page: number };
  readonly language?: string;
  readonly forcedColors?: 'active';
}

const day = { name: 'day', colorScheme: 'light', widths: { popup: 400, panel: 560, page: 900 } } as const;
const night = { name: 'night', colorScheme: 'dark', widths: { popup: 360, panel: 400, page: 360 } } as const;
const looks: readonly Look[] = [day, night];

/** Of a script or of the agent's own colours one busy look is enough to see by; steps are written in English. */
const others: readonly { readonly scene: string; readonly look: Look }[] = [
  { scene: 'attention', look: { ...day, name: 'hi', language: 'hi' } },
  { scene: 'attention', look: { ...day, name: 'ta', language: 'ta' } },
  { scene: 'many', look: { ...day, name: 'forced', forcedColors: 'active' } },
];

let opened: Awaited<ReturnType<typeof openGallery>>;
let names: string[] = [];
beforeAll(async () => {
  opened = await openGallery({ viewport: { width: 400, height: 600 } });
  await opened.page.addInitScript({ content: openRoots });
  await opened.page.goto(`${galleryAddress}/index.html`);
  await opened.page.locator('li a').first().waitFor();
  names = await opened.page.locator('li a').allTextContents();
  if (!writes || only) return;
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
});
afterAll(() => opened.close());

/** What stands in a portal is closed to the page, and so to axe, which is to look into it. */
const openRoots = `const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: 'open' }); };`;

/** Where a scene is shown, by the beginning of its name. */
const places = [
  { named: /^(capture|options|portal|folder(?!-card))/, width: 'page', height: 600 },
  { named: /^panel/, width: 'panel', height: 900 },
  { named: /^/, width: 'popup', height: 600 },
] as const;

/** A list of hundreds, of which only what is looked at is drawn: how much that is, is the window's affair. */
const isVirtual = (scene: string) => scene.startsWith('many');

/** A scene as an agent comes to it, with what is done in it. */
async function show(page: Page, scene: string, look: Look): Promise<void> {
  const { colorScheme, widths, language = 'en', forcedColors = 'none' } = look;
  const place = places.find(({ named }) => named.test(scene));
  if (place) await page.setViewportSize({ width: widths[place.width], height: place.height });
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
  await page.goto(`${galleryAddress}/index.html?scene=${scene}&language=${language}`);
  await page.locator('main').waitFor();
  await page.addStyleTag({ content: '* { caret-color: transparent !important }' });
  if (language === 'en') await steps[scene]?.(page);
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

/** All that is wrong with one scene in one look. */
async function faultsOf(scene: string, look: Look): Promise<string[]> {
  const { page } = opened;
  await show(page, scene, look);
  const shot = await page.screenshot({ fullPage: !isVirtual(scene), animations: 'disabled' });
  const file = `${scene}-${look.name}.png`;
  if (writes) writeFileSync(pictures + file, shot);
  const change = differs(shot, pictures + file, changed + file);
  // Our own reckoning of contrast does not know what the system paints in the place of our colours.
  const bySight = look.forcedColors ? [] : await findFaults(page);
  const found = [...(change ? [change] : []), ...(await rulesBroken(page)), ...bySight];
  return found.map((fault) => `${scene}: ${fault}`);
}

const wanted = (scene: string) => only?.includes(scene) ?? true;

describe.each(looks)('every screen by $name', (look) => {
  test('breaks no rule of WCAG 2.2 AA and looks as it did', { timeout: 6 * MINUTE }, async () => {
    const faults: string[] = [];
    for (const scene of names.filter(wanted)) faults.push(...(await faultsOf(scene, look)));
    expect(faults).toEqual([]);
  });
});

test.each(others.filter(({ scene }) => wanted(scene)))(
  'the screen $scene breaks no rule and looks as it did with $look.name',
  { timeout: MINUTE },
  async ({ scene, look }) => {
    expect(await faultsOf(scene, look)).toEqual([]);
  },
);

test('there is no picture of a screen that is no more', () => {
  const all = names.flatMap((scene) => looks.map((look) => ({ scene, look })));
  const files = [...all, ...others].map(({ scene, look }) => `${scene}-${look.name}.png`);
  expect(readdirSync(pictures).toSorted()).toEqual(files.toSorted());
});
