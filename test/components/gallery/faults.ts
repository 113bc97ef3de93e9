import type { Page } from 'playwright-core';

/** What is wrong with a page by sight and for assistive technology: width, names, contrast (WCAG 2.2 AA). */
export async function findFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const shown = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !element.closest('.visually-hidden, :disabled');
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) faults.push(`${wide} px wider than the window`);

    for (const control of document.querySelectorAll('button, a[href], input')) {
      if (!control.checkVisibility()) continue;
      const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [control];
      const name = control.getAttribute('aria-label') ?? labels.map((one) => one.textContent).join(' ');
      if (!name.trim()) faults.push(`no name: ${control.outerHTML.slice(0, 80)}`);
      const box = control.getBoundingClientRect();
      if (box.height < 16 || box.width < 16) faults.push(`small target: ${name}`);
    }
    for (const panel of document.querySelectorAll('.panel')) {
      let above = -Infinity;
      for (const part of [...panel.children].filter(shown)) {
        const { top } = part.getBoundingClientRect();
        if (top < above) faults.push(`seen before what is read before it: ${part.outerHTML.slice(0, 80)}`);
        above = top;
      }
    }
    for (const image of document.querySelectorAll('img'))
      if (!image.hasAttribute('alt')) faults.push(`no alt: ${image.src.slice(0, 60)}`);
    if (document.querySelectorAll('h1').length !== 1 && document.querySelector('main h1, main h2'))
      faults.push('not one h1');
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);

    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const painted = new Map<string, number[]>();
    const rgba = (color: string): number[] => {
      const known = painted.get(color);
      if (known || !paint) return known ?? [];
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = color;
      paint.fillRect(0, 0, 1, 1);
      const fresh = [...paint.getImageData(0, 0, 1, 1).data];
      painted.set(color, fresh);
      return fresh;
    };
    const light = (color: number[]) => {
      const [r = 0, g = 0, b = 0] = color.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): number[] => {
      for (let at = element; at; at = at.parentElement) {
        const color = rgba(getComputedStyle(at).backgroundColor);
        if ((color[3] ?? 0) > 250) return color;
      }
      return [255, 255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Set<string>();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || !node.textContent?.trim() || !shown(element)) continue;
      const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const fault = `contrast ${ratio.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`;
      if (ratio < 4.5 && !seen.has(fault)) faults.push(fault);
      seen.add(fault);
    }
    return faults;
  });
}
