import type { Kind, PortalProfile, Reader } from '@/lib/domain/organisation';
import { quietly } from './quietly';
import { firstOf, readElement, readValue } from './reader';

type Shown =
  | { readonly type: 'image'; readonly element: HTMLImageElement }
  | { readonly type: 'input'; readonly element: HTMLInputElement }
  /** What it leads to or shows is at `address`, as the page writes it. */
  | { readonly type: 'link' | 'frame'; readonly element: Element; readonly address: string };

/** Something on a page that can be captured. */
export type FoundDocument = Shown & {
  /** The element a chip stands after: outside links, labels and buttons, whose presses are the portal's. */
  readonly anchor: Element;
  readonly kind?: Kind | undefined;
  readonly label?: string | undefined;
};

type Rule = PortalProfile['documents'][number];

/** A page with more than that is not a loan's; its first ones count. */
export const MOST_DOCUMENTS = 100;
const LONGEST_LABEL = 80;

/**
 * Finds what a profile calls documents on a page, each element once, for the first rule that matches it.
 * Hidden elements are left out, and so is whatever holds no document.
 */
export function findDocuments({ documents }: PortalProfile, root: ParentNode): FoundDocument[] {
  const found = new Map<Element, FoundDocument>();
  for (const rule of documents) {
    const elements = Array.from(quietly(() => root.querySelectorAll(rule.selector)) ?? []);
    for (const element of elements) {
      if (found.size >= MOST_DOCUMENTS) break;
      const document = found.has(element) ? undefined : describe(element, rule, elements);
      if (document) found.set(element, document);
    }
  }
  return [...found.values()];
}

function describe(element: Element, rule: Rule, siblings: readonly Element[]): FoundDocument | undefined {
  const shown = recognise(element);
  const anchor = shown && anchorOf(shown);
  if (!shown || !anchor) return undefined;
  const label = rule.label && readLabel(rule.label, shown, siblings)?.slice(0, LONGEST_LABEL);
  return { ...shown, anchor, kind: rule.kind, label };
}

function recognise(element: Element): Shown | undefined {
  if (element instanceof HTMLImageElement) return { type: 'image', element };
  if (element instanceof HTMLInputElement)
    return element.type === 'file' ? { type: 'input', element } : undefined;
  const type = element.localName === 'a' ? 'link' : 'frame';
  const address = element.getAttribute(type === 'link' ? 'href' : 'src');
  return address && element.matches('a, iframe, embed') ? { type, element, address } : undefined;
}

const PRESSABLE = 'a[href], button, label, summary, picture, [role="button"], [role="link"]';

/** A file input is often hidden behind a label or a button that stands for it. */
function anchorOf({ type, element }: Shown): Element | undefined {
  const visible = [element, ...(type === 'input' ? standIns(element) : [])].find(isVisible);
  return visible && outermost(visible);
}

function standIns(input: HTMLInputElement): Element[] {
  const beside = [input.previousElementSibling, input.nextElementSibling];
  return [...(input.labels ?? []), ...beside.filter((one) => one !== null && one.matches(PRESSABLE))].filter(
    (one) => one !== null,
  );
}

function outermost(element: Element): Element {
  const pressable = element.parentElement?.closest(PRESSABLE);
  return pressable ? outermost(pressable) : element;
}

function isVisible(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

/**
 * Reads a document's own label. `url` reads the document's address; a selector is looked for at the element,
 * then in ever wider surroundings, as far as they hold no other document of the same rule.
 */
function readLabel(
  reader: Reader,
  { element, ...shown }: Shown,
  siblings: readonly Element[],
): string | undefined {
  if (reader.from === 'url') {
    const url = 'address' in shown ? shown.address : element.getAttribute('src');
    return readValue(reader, { url: url ?? '', root: element });
  }
  const own = quietly(() => element.matches(reader.selector)) ? readElement(reader, element) : undefined;
  if (own !== undefined) return own;
  return firstOf(surroundings(element, siblings), (root) => readValue(reader, { url: '', root }));
}

/** The element's ancestors, nearest first, that hold none of the other documents. */
function surroundings(element: Element, siblings: readonly Element[]): Element[] {
  const others = siblings.filter((other) => other !== element);
  const around: Element[] = [];
  let parent = element.parentElement;
  while (parent && !others.some((other) => parent?.contains(other))) {
    around.push(parent);
    parent = parent.parentElement;
  }
  return around;
}
