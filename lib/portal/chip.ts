import type { Face } from './face';

/** Tag of a chip's host: the one thing of ours that a page can see. */
export const CHIP_TAG = 'satchel-chip';

export interface ChipOptions {
  readonly document: Document;
  /** Gives the chip's shadow root its style. */
  readonly dress: (root: ShadowRoot) => void;
  /** The element the chip stands after. */
  readonly anchor: Element;
  /** Laid over the anchor's lower corner and out of the page's flow, for pictures and frames. */
  readonly over: boolean;
  /** Called for every press, genuine or not. */
  readonly onPress: (event: Event, host: HTMLElement) => void;
}

/** Presses on a chip are not the portal's: a row that opens on click stays closed. */
const ours = ['click', 'dblclick', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'keydown', 'keyup'];

const MARGIN_PX = 8;
/** Below this width of the anchor a chip shows its icon alone; its name is still read out. */
const NARROW_PX = 170;

/** A button beside a document, in a closed shadow root. Page text enters it as text only. */
export function createChip({ document, dress, anchor, over, onPress }: ChipOptions) {
  const host = document.createElement(CHIP_TAG);
  if (over) host.className = 'over';
  const root = host.attachShadow({ mode: 'closed' });
  dress(root);
  const { chip, button, name, note } = build(document);
  root.append(chip);
  for (const type of ours) root.addEventListener(type, (event) => event.stopPropagation());
  button.addEventListener('click', (event) => {
    if (button.getAttribute('aria-disabled') !== 'true') onPress(event, host);
  });

  let placed = '';
  /**
   * Reads where the anchor's lower corner is, seen from the host, which has no size and stands where the page puts it.
   * @returns writes it, if it has changed
   */
  function findPlace(): () => void {
    if (!over) return () => {};
    const { left, bottom, width } = anchor.getBoundingClientRect();
    const from = host.getBoundingClientRect();
    const move = [left + MARGIN_PX - from.left, bottom - MARGIN_PX - from.top].map(
      (px) => `${Math.round(px)}px`,
    );
    const style = `translate:${move.join(' ')};max-width:${Math.max(0, Math.round(width - 2 * MARGIN_PX))}px`;
    return () => {
      if (style === placed) return;
      placed = style;
      chip.style.cssText = style;
      chip.classList.toggle('narrow', width < NARROW_PX);
    };
  }

  let shown = '';
  function show(face: Face): void {
    const next = JSON.stringify(face);
    if (next === shown) return;
    shown = next;
    name.textContent = face.name;
    note.textContent = face.note;
    chip.dataset['tone'] = face.tone;
    button.title = face.note;
    button.setAttribute('aria-disabled', String(!face.pressable));
    button.setAttribute('aria-busy', String(face.tone === 'busy'));
  }

  return {
    host,
    findPlace,
    /** Puts the host after its anchor. */
    attach: () => anchor.after(host),
    /** Whether it stands there, perhaps behind other chips of the same anchor. */
    isAttached() {
      let before = host.previousElementSibling;
      while (before?.localName === CHIP_TAG) before = before.previousElementSibling;
      return host.isConnected && before === anchor;
    },
    show,
    remove: () => host.remove(),
  };
}
export type Chip = ReturnType<typeof createChip>;

/** The icon is the style's. */
function build(document: Document) {
  const make = (tag: string, name: string) => {
    const element = document.createElement(tag);
    element.className = element.id = name;
    return element;
  };
  const [chip, button, name, note] = [
    make('div', 'chip'),
    make('button', 'button'),
    make('span', 'name'),
    make('span', 'note'),
  ];
  button.setAttribute('aria-describedby', note.id);
  button.append(name);
  chip.append(button, note);
  return { chip, button, name, note };
}
