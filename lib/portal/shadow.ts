import { quietly } from './quietly';

/** Gives a shadow root a style of its own. */
export type Dress = (root: ShadowRoot, style: string) => void;

/** Roots with the same style share one sheet: a hundred chips parse it once. */
export function createDresser(): Dress {
  const sheets = new Map<string, CSSStyleSheet>();

  function sheetOf(style: string): CSSStyleSheet {
    const sheet = sheets.get(style) ?? new CSSStyleSheet();
    if (!sheets.has(style)) sheet.replaceSync(style);
    sheets.set(style, sheet);
    return sheet;
  }

  return (root, style) => {
    const adopted = quietly(() => (root.adoptedStyleSheets = [sheetOf(style)]));
    if (adopted) return;
    // Firefox does not let a content script adopt sheets; a style element of ours is not the page's to forbid.
    const element = root.ownerDocument.createElement('style');
    element.textContent = style;
    root.append(element);
  };
}
