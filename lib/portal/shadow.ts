import { quietly } from './quietly';

/** A shadow root that the page cannot enter, with a style of its own. */
export function closedShadow(host: HTMLElement, style: string): ShadowRoot {
  const root = host.attachShadow({ mode: 'closed' });
  adopt(root, style);
  return root;
}

/** Adds a style sheet and returns a function that rewrites it. */
export function adopt(root: ShadowRoot, style: string): (style: string) => void {
  const sheet = quietly(() => {
    const constructed = new CSSStyleSheet();
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, constructed];
    return constructed;
  });
  if (sheet) return replace(sheet, style);
  // Firefox does not let a content script adopt sheets; a style element of ours is not the page's to forbid.
  const element = root.ownerDocument.createElement('style');
  root.append(element);
  element.textContent = style;
  return (next) => {
    element.textContent = next;
  };
}

function replace(sheet: CSSStyleSheet, style: string): (style: string) => void {
  sheet.replaceSync(style);
  return (next) => sheet.replaceSync(next);
}
