import type { ReactNode } from 'react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, vi } from 'vitest';
import { WordsProvider } from '@/components/words/use-words';
import { english } from './english';

/** Renders into the page of happy-dom; everything is taken down after each test. */
const undo: Array<() => void> = [];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
});

afterEach(() => {
  for (const one of undo.splice(0)) one();
  document.body.replaceChildren();
});

export interface Rendered {
  readonly box: HTMLElement;
  readonly again: (node: ReactNode) => Promise<void>;
}

export async function render(node: ReactNode): Promise<Rendered> {
  const box = document.createElement('div');
  document.body.append(box);
  const root = createRoot(box);
  undo.push(() => act(() => root.unmount()));
  const again = (next: ReactNode) =>
    act(async () => root.render(<WordsProvider words={english}>{next}</WordsProvider>));
  await again(node);
  return { box, again };
}

/** The accessible name of a control, as far as our controls give themselves names. */
function nameOf(element: Element): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
}

function hidden(element: Element): boolean {
  return element.closest('[hidden]') !== null;
}

/** Every visible button whose name fits. */
export function buttons(name: string | RegExp): HTMLButtonElement[] {
  return [...document.querySelectorAll('button')].filter(
    (one) => !hidden(one) && (typeof name === 'string' ? nameOf(one) === name : name.test(nameOf(one))),
  );
}

/** The one visible button of that name. */
export function button(name: string | RegExp): HTMLButtonElement {
  const [found, ...others] = buttons(name);
  const all = [...document.querySelectorAll('button')].map(nameOf).join(' | ');
  if (!found || others.length > 0)
    throw new Error(`${1 + others.length} or no button ${String(name)} in: ${all}`);
  return found;
}

export async function press(name: string | RegExp): Promise<void> {
  await act(async () => button(name).click());
}

/** The field with that label. */
export function field(label: string): HTMLInputElement {
  const labels = [...document.querySelectorAll('label')].filter((one) => one.textContent.trim() === label);
  const input = document.getElementById(labels[0]?.htmlFor ?? '');
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`);
  return input;
}

/** Types as a person does: React hears only the platform's own setter and event. */
export async function type(label: string, text: string): Promise<void> {
  const input = field(label);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  await act(async () => {
    set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

export async function submit(): Promise<void> {
  await act(async () => {
    document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
}

/** What a person can read, and what is read out. */
export function text(): string {
  return (document.body.textContent ?? '').replace(/\s+/g, ' ');
}

/** A promise that a test settles when it wants to. */
export function deferred<T>() {
  return Promise.withResolvers<T>();
}

export async function settle(change: () => void): Promise<void> {
  await act(async () => change());
}
