import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/* A page without a mouse: every press is a key, and where the focus is can be seen. */

/** More stops than any page has between its beginning and what is sought. */
const MOST_STOPS = 60;

interface Stop {
  readonly role: string;
  readonly name: string;
}

/** What has the focus, as a screen reader would say it: also in the closed shadow roots of the portal. */
export async function focused(page: Page): Promise<Stop> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const holds = nodes.filter(({ properties }) =>
    properties?.some(({ name, value }) => name === 'focused' && value.value === true),
  );
  // The page itself has the focus beside the control that has it.
  const node = holds.at(-1);
  return { role: String(node?.role?.value ?? ''), name: String(node?.name?.value ?? '') };
}

/** Goes from stop to stop. @throws when it is not reached, saying where the keys led instead */
export async function tabTo(page: Page, role: string, name: RegExp, key = 'Tab'): Promise<void> {
  const stops: Stop[] = [await focused(page)];
  const isThere = (stop: Stop | undefined) => stop?.role === role && name.test(stop.name);
  while (!isThere(stops.at(-1))) {
    if (stops.length > MOST_STOPS)
      throw new Error(
        `no ${role} ${name} on the way: ${stops.map((stop) => `${stop.role} ${stop.name}`).join(' › ')}`,
      );
    await page.keyboard.press(key);
    stops.push(await focused(page));
  }
  expect(await isSeen(page), `the focus on ${name} can be seen`).toBe(true);
}

/** The focus is there already, or comes there with what was pressed last, and can be seen. */
export async function expectFocus(page: Page, role: string, name: RegExp): Promise<void> {
  await expect
    .poll(async () => {
      const stop = await focused(page);
      return stop.role === role && name.test(stop.name) ? 'there' : `${stop.role} ${stop.name}`;
    })
    .toBe('there');
  expect(await isSeen(page), `the focus on ${name} can be seen`).toBe(true);
}

/** Something is drawn around what has the focus. What lies in a closed root is the portal script's own test. */
async function isSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return false;
    if (at.tagName.includes('-')) return true;
    const isDrawn = ({ outlineStyle, outlineWidth, outlineColor }: CSSStyleDeclaration) =>
      outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !/, 0\)|transparent/.test(outlineColor);
    // A radio or a file field that is drawn by its label has the ring there.
    const drawn = [at, at.closest('label'), at.parentElement, at.nextElementSibling];
    const isAround = (one: Element | null) =>
      one !== null && one.checkVisibility() && isDrawn(getComputedStyle(one));
    return drawn.some(isAround) || isDrawn(getComputedStyle(at, '::after'));
  });
}

export async function press(page: Page, role: string, name: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press(key);
}

export async function type(page: Page, role: string, name: RegExp, text: string): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}
