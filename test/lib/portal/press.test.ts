// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { isGenuine } from '@/lib/portal/press';

let host: HTMLElement;
let above: Element | null;

beforeEach(() => {
  document.body.innerHTML = '<div id="frame"><button id="chip">Capture</button></div>';
  host = document.querySelector<HTMLElement>('#chip') ?? document.body;
  above = host;
  Object.assign(host, { checkVisibility: () => true });
  // What every browser says of what nobody has faded.
  for (const one of document.querySelectorAll<HTMLElement>('*')) one.style.opacity = '1';
  document.elementFromPoint = () => above;
});

/** As the browser makes it for a person: no page can set these two. */
function press(isTrusted = true, detail = 1): MouseEvent {
  const event = new MouseEvent('click', { detail, clientX: 5, clientY: 5 });
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  return event;
}

test('a person’s press on what he sees is genuine, by mouse or by keyboard', () => {
  expect(isGenuine(press(), host)).toBe(true);
  above = null;
  expect(isGenuine(press(true, 0), host)).toBe(true);
});

test('an event that a page made is none, however it looks', () => {
  expect(isGenuine(press(false), host)).toBe(false);
  expect(isGenuine(press(false, 0), host)).toBe(false);
});

test('nothing that lies over a chip passes a press on to it', () => {
  above = document.querySelector('#frame');
  expect(isGenuine(press(), host)).toBe(false);
});

test('a chip that is hidden, or faded by what it is in, is not pressed', () => {
  const frame = document.querySelector<HTMLElement>('#frame');
  frame?.style.setProperty('opacity', '0.6');
  expect(isGenuine(press(), host)).toBe(true);
  host.style.setProperty('opacity', '0.6');
  expect(isGenuine(press(), host)).toBe(false);
  host.style.setProperty('opacity', '1');
  Object.assign(host, { checkVisibility: () => false });
  expect(isGenuine(press(), host)).toBe(false);
});
