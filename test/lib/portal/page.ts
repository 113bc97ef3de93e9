import { vi } from 'vitest';
import type { CaptureInput, Kept } from '@/lib/portal/capture-document';
import type { KnownDocument } from '@/lib/portal/face';
import type { WatchPorts } from '@/lib/portal/watch';
import { watchPortal } from '@/lib/portal/watch';
import type { PortalProfile } from '@/lib/domain/organisation';
import type { PortalWords } from '@/lib/domain/portal-words';

export const words: PortalWords = {
  language: 'en',
  capture: 'Capture {label}',
  captureFiles: { one: 'Capture {label} (one of them)', other: 'Capture {label} ({count})' },
  document: 'document',
  capturing: 'capturing',
  captured: 'captured',
  retaken: 'in its place',
  already: 'already',
  some: { other: 'some {count}' },
  states: {
    captured: 'safe',
    stored: 'in the store',
    sending: 'sending',
    checking: 'checking',
    sent: 'sent',
    read: 'read',
    waiting: 'waiting',
  },
  why: {
    refused: 'Refused.',
    INVALID_DOC: 'Invalid.',
    UNRECOGNISED: 'Unknown.',
    parked: 'Stuck.',
    gone: 'Gone.',
  },
  again: '{why} Press',
  open: '{why} Open',
  chooseFirst: 'choose first',
  signIn: 'sign in',
  noLoan: 'no loan',
  loanChanged: 'loan changed',
  updated: 'updated',
  partly: '{captured} of {total}: {why}',
  reasons: { 'login-page': 'login page', 'not-a-document': 'not a document' },
  codes: {
    offline: 'offline',
    timeout: 'timeout',
    unavailable: 'unavailable',
    throttled: 'throttled',
    unauthorized: 'unauthorized',
    forbidden: 'forbidden',
    rejected: 'rejected',
    unreadable: 'unreadable',
    full: 'full',
    bug: 'bug',
  },
};

const styles = { chip: '.chip { color: teal }', toast: 'p { color: teal }' };

export const profile: PortalProfile = {
  id: 'demo',
  name: 'Demo portal',
  match: ['https://portal.example/*'],
  loan: { id: { from: 'text', selector: 'h1', pattern: '(LN-\\d+)' } },
  documents: [
    { selector: '.aadhaar', kind: 'AADHAAR' },
    { selector: 'a, input', label: { from: 'attribute', selector: 'a, input', attribute: 'title' } },
  ],
};

/** Sees into closed shadow roots, as only a test may. */
export function watchShadows() {
  const roots = new WeakMap<Element, ShadowRoot>();
  const attach = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function see(this: Element, init) {
    const root = attach.call(this, init);
    roots.set(this, root);
    return root;
  });
  const chips = () => Array.from(document.querySelectorAll('satchel-chip'));
  const button = (host: Element) => roots.get(host)?.querySelector('button');
  return {
    hosts: chips,
    /** One line a chip: its button's name, its note, and whether it cannot be pressed. */
    said: () =>
      chips().map((host) => {
        const closed = button(host)?.getAttribute('aria-disabled') === 'true';
        const note = roots.get(host)?.querySelector('.note')?.textContent;
        return `${closed ? '-' : '+'} ${button(host)?.textContent} | ${note}`;
      }),
    press: (name: string) =>
      chips()
        .map(button)
        .find((one) => one?.textContent === name)
        ?.click(),
    toast: () => {
      const host = document.querySelector('satchel-toast');
      return host && roots.get(host)?.querySelector('[role="status"]')?.textContent;
    },
  };
}

/** A background and a browser that do as told. */
export function createPortalWorld() {
  const known: KnownDocument[] = [];
  const captured: CaptureInput[] = [];
  /** What is to be done in a while. */
  const later: Array<{ readonly work: () => void; readonly ms: number }> = [];
  const world = {
    canCapture: true,
    open: true,
    alive: true,
    genuine: true,
    known,
    /** What is known will change by itself. */
    moves: false,
    captured,
    later,
    /** What the portal answers. */
    respond: (_request: Request): Promise<Response> => Promise.resolve(new Response('%PDF-1.7 %%EOF')),
    /** What the background says to bytes. */
    keep: (_input: CaptureInput): Promise<Kept> => Promise.resolve({ already: false }),
    moved: () => {},
  };
  const ended = new AbortController();
  const ports: WatchPorts = {
    document,
    maxBytes: 1_000,
    signal: ended.signal,
    open: () =>
      Promise.resolve(
        world.open
          ? { profile, labels: { AADHAAR: 'Aadhaar card' }, canCapture: world.canCapture, words, styles }
          : null,
      ),
    status: () => Promise.resolve({ documents: world.known, moves: world.moves }),
    capture: async (input) => {
      const kept = await world.keep(input);
      world.captured.push(input);
      return kept;
    },
    world: { fetch: (request) => world.respond(request), deadline: () => new AbortController().signal },
    genuine: () => world.genuine,
    alive: () => world.alive,
    // Changes are looked at in the next microtask: nothing here waits for a clock.
    later: (work, ms) => void (ms < 1_000 ? Promise.resolve().then(work) : world.later.push({ work, ms })),
    onMoved: (moved) => {
      world.moved = moved;
    },
  };
  return { world, ended, start: () => watchPortal(ports) };
}
