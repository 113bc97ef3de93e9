/** What is wrong with the page by its measures: wider than the window, text cut off, spilt, or over other text. */
export function findLayoutFaults(document: Document): string[] {
  const texts = visibleTexts(document);
  return [
    ...tooWide(document),
    ...cutOff(document),
    ...outside(texts),
    ...brokenUp(texts),
    ...spilt(texts),
    ...overlapping(texts),
    ...misnamed(document),
  ];
}

interface Text {
  readonly words: string;
  readonly parent: Element;
  readonly lines: readonly DOMRect[];
}

const HAIR = 1.5;
/** Fewer on each line than this is no text any more. */
const FEW_LETTERS = 3.5;
/** Boxes that a reader takes for the bounds of what stands in them. */
const bounds = 'button, .badge, .card, .panel, .notice, .banner, td, th, label, fieldset, section, main';

function visibleTexts(document: Document): Text[] {
  const found: Text[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const words = node.textContent?.trim() ?? '';
    if (!parent || words === '' || !isSeen(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const view = scrollBox(parent);
    const lines = [...range.getClientRects()].filter(
      (line) => line.width > 0 && line.height > 0 && isWithin(line, view),
    );
    found.push({ words, parent, lines });
  }
  return found;
}

/** The nearest box around it that scrolls, and shows only a part at a time. */
function scrollBox(element: Element | null): DOMRect | undefined {
  for (let at = element; at && at !== document.body; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflow)) return at.getBoundingClientRect();
  return undefined;
}

const isWithin = (line: DOMRect, view: DOMRect | undefined) =>
  !view || (middle(line) > view.top && middle(line) < view.bottom);

const isSeen = (element: Element) =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.closest('.visually-hidden, select, meter, #report');

function tooWide(document: Document): string[] {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return wide > 0 ? [`${wide} px wider than the window`] : [];
}

/** What hides or cuts what is too much for it. A box that scrolls shows it all. */
function cutOff(document: Document): string[] {
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    if (!isSeen(element) || element.closest('svg, input')) return [];
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    const hides = (way: string) => way === 'hidden' || way === 'clip';
    const across = element.scrollWidth - element.clientWidth;
    const down = element.scrollHeight - element.clientHeight;
    const isCut =
      (hides(overflowX) && across > HAIR) ||
      (hides(overflowY) && down > HAIR) ||
      (textOverflow === 'ellipsis' && across > HAIR);
    return isCut ? [`cut off: ${shown(element.textContent)}`] : [];
  });
}

/** Left of the window nobody can scroll. */
function outside(texts: readonly Text[]): string[] {
  return texts
    .filter(({ lines }) => lines.some(({ left }) => left < -HAIR))
    .map(({ words }) => `left of the window: ${shown(words)}`);
}

/** Broken so often that no line holds a word: a column of letters. */
function brokenUp(texts: readonly Text[]): string[] {
  return texts
    .filter(({ words, lines }) => lines.length > 2 && Array.from(words).length / lines.length < FEW_LETTERS)
    .map(({ words }) => `broken into letters: ${shown(words)}`);
}

function spilt(texts: readonly Text[]): string[] {
  return texts.flatMap(({ words, parent, lines }) => {
    const box = parent.closest(bounds);
    if (!box || box.closest('.receipts-scroll, .folder-scroll')) return [];
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const isButton = box.matches('button, .badge');
    const isOut = lines.some(
      (line) =>
        line.left < left - HAIR ||
        line.right > right + HAIR ||
        (isButton && middle(line) < top) ||
        (isButton && middle(line) > bottom),
    );
    return isOut ? [`spills out of its ${box.tagName.toLowerCase()}: ${shown(words)}`] : [];
  });
}

const middle = ({ top, bottom }: DOMRect) => (top + bottom) / 2;

/** Lines of scripts with tall letters reach into each other's room; what must not meet is their middle parts. */
function overlapping(texts: readonly Text[]): string[] {
  const cores = texts.flatMap((text) => text.lines.map((line) => ({ text, line })));
  const faults = new Set<string>();
  cores.forEach((one, at) => {
    for (const other of cores.slice(at + 1)) {
      if (one.text === other.text || !meet(one.line, other.line)) continue;
      // An open menu lies over all of it, and the head that stays when the page is scrolled, over the rest.
      if (layer(one.text) !== layer(other.text)) continue;
      faults.add(`overlap: ${shown(one.text.words)} / ${shown(other.text.words)}`);
    }
  });
  return [...faults];
}

const layer = ({ parent }: Text) => parent.closest('.menu-list, .popup-head')?.className;

function meet(a: DOMRect, b: DOMRect): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const apart = Math.abs(middle(a) - middle(b));
  return across > HAIR && apart < Math.min(a.height, b.height) / 2 - HAIR;
}

/** Who speaks to the browser says what he sees: a button's name holds its visible words. */
function misnamed(document: Document): string[] {
  return [...document.querySelectorAll('button[aria-label]')].flatMap((button) => {
    const name = button.getAttribute('aria-label') ?? '';
    const words = (button.textContent ?? '').trim();
    const holds = name.toLowerCase().includes(words.toLowerCase());
    return isSeen(button) && !holds ? [`button “${shown(words)}” is named “${shown(name)}”`] : [];
  });
}

const shown = (text: string | null) => (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 60);
