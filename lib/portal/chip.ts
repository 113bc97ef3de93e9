import { chipStyle } from './chip-style';
import type { Face } from './face';
import { adopt, closedShadow } from './shadow';

/** Tag of a chip's host: the one thing of ours that a page can see. */
export const CHIP_TAG = 'satchel-chip';

export interface ChipOptions {
  readonly document: Document;
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
export function createChip({ document, anchor, over, onPress }: ChipOptions) {
  const host = document.createElement(CHIP_TAG);
  if (over) host.className = 'over';
  const root = closedShadow(host, chipStyle);
  const move = over ? adopt(root, '') : undefined;
  const { chip, button, name, note } = build(document);
  root.append(chip);
  for (const type of ours) root.addEventListener(type, (event) => event.stopPropagation());
  button.addEventListener('click', (event) => {
    if (button.getAttribute('aria-disabled') !== 'true') onPress(event, host);
  });

  const placed = { x: 0, y: 0, width: -1 };
  const write = () =>
    move?.(
      `:host { --width: ${placed.width}px; transform: translate(${placed.x}px, ${placed.y}px) !important; }`,
    );

  /** From where the host stands by itself to the anchor's lower corner. Writes only what has changed. */
  function place(): void {
    if (!move) return;
    const target = anchor.getBoundingClientRect();
    const width = Math.max(0, Math.round(target.width - 2 * MARGIN_PX));
    if (width !== placed.width) {
      placed.width = width;
      chip.classList.toggle('narrow', target.width < NARROW_PX);
      write();
    }
    const { left, top, height } = host.getBoundingClientRect();
    const x = Math.round(target.left + MARGIN_PX - left + placed.x);
    const y = Math.round(target.bottom - MARGIN_PX - height - top + placed.y);
    if (x === placed.x && y === placed.y) return;
    Object.assign(placed, { x, y });
    write();
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
    place,
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

function build(document: Document) {
  const chip = document.createElement('div');
  const button = document.createElement('button');
  const name = document.createElement('span');
  const note = document.createElement('span');
  chip.className = 'chip';
  button.type = 'button';
  name.className = 'name';
  note.className = 'note';
  note.id = 'note';
  button.setAttribute('aria-describedby', note.id);
  button.append(icon(document), name);
  chip.append(button, note);
  return { chip, button, name, note };
}

function icon(document: Document): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M5.5 5V3.5a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1V5M2 5h12v8.5H2zM8 7.5v4M6 9.5h4');
  svg.append(path);
  return svg;
}
