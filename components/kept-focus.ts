import { useEffect } from 'react';

/** Where the focus may go when what had it is gone: a row, a card, a part of the page. */
const PLACES =
  '[data-place], li, tr, article, section, [role=region], [role=group][aria-label], [popover], main';
const HEADINGS = 'h1, h2, h3';

interface Place {
  readonly element: HTMLElement;
  /** Says that it is the same one where it is drawn anew: `data-place`. */
  readonly name: string | undefined;
}

/** What has the focus, and what it stands in, the nearest first. */
interface Held {
  readonly at: HTMLElement;
  readonly around: readonly Place[];
}

/** Whoever works by keys goes on where he was: a button that goes away with its press leaves the focus nowhere. */
export function useKeptFocus(): void {
  useEffect(() => {
    const end = new AbortController();
    keepFocus(document, end.signal);
    return () => end.abort();
  }, []);
}

function keepFocus(page: Document, signal: AbortSignal): void {
  let held: Held | undefined;
  /** What cannot be pressed just now, and where the focus stands meanwhile. */
  let absent: { readonly held: Held; readonly place: HTMLElement } | undefined;
  const look = () => {
    const at = focusedIn(page);
    if (at) held = heldBy(at);
    if (at !== absent?.place) absent = undefined;
  };
  // Who presses beside it, or goes out of the page with Tab, has left it on purpose.
  const leave = () => (held = absent = undefined);
  const repair = () => {
    if (absent && canHold(absent.held.at)) {
      absent.held.at.focus();
      return;
    }
    const at = focusedIn(page);
    if (!held || (at && canHold(at))) return;
    const lost = held;
    const place = refuge(page, lost);
    if (!place) return;
    moveTo(place);
    if (lost.at.isConnected && place !== lost.at) absent = { held: lost, place };
  };
  const on = { capture: true, signal };
  for (const event of ['focusin', 'click', 'keyup']) page.addEventListener(event, look, on);
  page.addEventListener('pointerdown', leave, on);
  page.addEventListener('keydown', ({ key }) => key === 'Tab' && leave(), on);
  const changes = new MutationObserver(repair);
  const attributeFilter = ['disabled', 'hidden'];
  changes.observe(page.body, { subtree: true, childList: true, attributes: true, attributeFilter });
  signal.addEventListener('abort', () => changes.disconnect(), { once: true });
}

/** What has the focus, unless nothing has. */
function focusedIn({ activeElement, body }: Document): HTMLElement | undefined {
  return activeElement instanceof HTMLElement && activeElement !== body ? activeElement : undefined;
}

function heldBy(at: HTMLElement): Held {
  const around: Place[] = [];
  for (let place = at.closest<HTMLElement>(PLACES); place; place = outer(place))
    around.push({ element: place, name: place.dataset['place'] });
  return { at, around };
}

const outer = ({ parentElement }: HTMLElement) => parentElement?.closest<HTMLElement>(PLACES) ?? null;

const canHold = (element: HTMLElement) =>
  element.isConnected && !element.matches(':disabled') && element.closest('[hidden]') === null;

/** Where the focus goes; nowhere while a button turns its wheel, since it comes back by itself. */
function refuge(page: Document, { at, around }: Held): HTMLElement | undefined {
  if (canHold(at)) return at;
  if (at.isConnected && at.getAttribute('aria-busy') === 'true') return undefined;
  for (const { element, name } of around) {
    const now = element.isConnected ? element : namesake(page, name);
    if (now && now !== at && canHold(now)) return standsFor(now);
  }
  const main = page.querySelector<HTMLElement>('main');
  return main ? standsFor(main) : undefined;
}

function namesake(page: Document, name: string | undefined): HTMLElement | undefined {
  const all = name === undefined ? [] : page.querySelectorAll<HTMLElement>('[data-place]');
  return [...all].find(({ dataset }) => dataset['place'] === name);
}

/** A row or a card is short enough to be read out; of a part of the page, its heading is, where it can be seen. */
function standsFor(place: HTMLElement): HTMLElement {
  if (!place.matches('section, main')) return place;
  const heading = place.querySelector<HTMLElement>(HEADINGS);
  return heading && !heading.matches('.visually-hidden') ? heading : place;
}

function moveTo(place: HTMLElement): void {
  if (place.tabIndex < 0) place.tabIndex = -1;
  // What is in sight stays where it is under the agent's eyes.
  place.focus({ preventScroll: true });
  const { top, bottom } = place.getBoundingClientRect();
  if (bottom < 0 || top > window.innerHeight) place.scrollIntoView({ block: 'nearest' });
}
