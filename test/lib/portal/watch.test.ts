// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://portal.example/loans/1" }
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import { createPortalWorld, watchShadows } from './page';

const body = `<h1>Loan <b>LN-1001</b></h1><img class="aadhaar" src="https://portal.example/a.jpg">
  <p><a href="https://portal.example/pan.pdf" title="PAN card">PAN</a></p><input type="file" title="Salary slip" multiple>`;

let shadows: ReturnType<typeof watchShadows>;
let it: ReturnType<typeof createPortalWorld>;

beforeEach(() => {
  document.body.innerHTML = body;
  shadows = watchShadows();
  it = createPortalWorld();
});

afterEach(() => it.ended.abort());

const ready = ['+ Capture Aadhaar card | ', '+ Capture PAN card | ', '- Capture Salary slip | choose first'];

async function started() {
  it.start();
  await vi.waitFor(() => expect(shadows.hosts()).toHaveLength(3));
}

test('nothing happens on a page without a profile', async () => {
  it.world.open = false;
  const before = document.documentElement.outerHTML;
  it.start();
  await vi.waitFor(() => expect(document.documentElement.outerHTML).toBe(before));
  expect(shadows.hosts()).toEqual([]);
});

test('a chip stands right after each document, named by it', async () => {
  await started();
  expect(shadows.said()).toEqual(ready);
  expect(shadows.hosts().map((host) => host.previousElementSibling?.localName)).toEqual([
    'img',
    'a',
    'input',
  ]);
});

test('a page cannot look into a chip', async () => {
  await started();
  expect(shadows.hosts().map((host) => [host.shadowRoot, host.textContent])).toEqual(
    Array.from({ length: 3 }, () => [null, '']),
  );
});

test('a press that is no person’s does nothing', async () => {
  await started();
  it.world.genuine = false;
  shadows.press('Capture PAN card');
  expect(shadows.said()).toEqual(ready);
  expect(it.world.captured).toEqual([]);
});

test('says captured only once the background has it', async () => {
  await started();
  const kept = Promise.withResolvers<{ already: boolean }>();
  it.world.keep = () => kept.promise;
  shadows.press('Capture PAN card');
  await vi.waitFor(() => expect(shadows.said()[1]).toBe('- Capture PAN card | capturing'));
  expect(shadows.toast()).toBe('');
  kept.resolve({ already: false });
  await vi.waitFor(() => expect(shadows.said()[1]).toBe('+ Capture PAN card | captured'));
  expect(shadows.toast()).toBe('captured');
  expect(it.world.captured[0]).toMatchObject({ loanId: 'LN-1001', source: 'portal-link' });
});

test('tells what was captured before', async () => {
  await started();
  it.world.keep = () => Promise.resolve({ already: true });
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | already'));
  expect(it.world.captured[0]).toMatchObject({ kind: 'AADHAAR', source: 'portal-image' });
});

test.each([
  ['the background refuses', () => (it.world.keep = () => Promise.reject(new Failed('full'))), 'full'],
  [
    'the portal signed out',
    () => {
      const page = new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
      it.world.respond = () => Promise.resolve(page);
    },
    'login page',
  ],
])('says why nothing was captured when %s', async (_, arrange, why) => {
  await started();
  arrange();
  shadows.press('Capture PAN card');
  await vi.waitFor(() => expect(shadows.said()[1]).toBe(`+ Capture PAN card | ${why}`));
  expect(shadows.toast()).toBe(why);
  expect(it.world.captured).toEqual([]);
});

test('without a loan id nothing can be captured, and the chip says so', async () => {
  document.querySelector('h1')?.remove();
  await started();
  expect(shadows.said()[1]).toBe('- Capture PAN card | no loan');
  shadows.press('Capture PAN card');
  expect(it.world.captured).toEqual([]);
});

test('without an agent a chip asks to sign in, until somebody has', async () => {
  it.world.canCapture = false;
  await started();
  expect(shadows.said()[0]).toBe('- Capture Aadhaar card | sign in');
  it.world.canCapture = true;
  window.dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(shadows.said()).toEqual(ready));
});

test('says how a document stands, and what needs another picture', async () => {
  it.world.known = [{ kind: 'AADHAAR', note: 'on its way', tone: 'plain' }];
  await started();
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | on its way'));
  it.world.known = [{ kind: 'AADHAAR', note: 'refused. Press', tone: 'bad' }];
  window.dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | refused. Press'));
});

test('a press on the chip of one that failed says which, and that another picture took its place', async () => {
  it.world.known = [{ kind: 'AADHAAR', note: 'refused. Press', tone: 'bad', slotId: 'slot' }];
  it.world.keep = () => Promise.resolve({ already: false, retaken: true });
  await started();
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | refused. Press'));
  it.world.known = [];
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | in its place'));
  expect(shadows.toast()).toBe('in its place');
  expect(it.world.captured).toMatchObject([{ slotId: 'slot' }]);
});

test('of two documents of a kind nobody knows which one failed: a press replaces none', async () => {
  document.body.insertAdjacentHTML('beforeend', '<img class="aadhaar" src="https://portal.example/b.jpg">');
  it.world.known = [{ kind: 'AADHAAR', note: 'refused. Press', tone: 'bad', slotId: 'slot' }];
  it.start();
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | refused. Press'));
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(it.world.captured).toMatchObject([{ kind: 'AADHAAR' }]));
  expect(it.world.captured[0]?.slotId).toBeUndefined();
});

test('goes on with what becomes of a document after it was captured here', async () => {
  await started();
  it.world.known = [{ kind: 'AADHAAR', note: 'refused. Press', tone: 'bad' }];
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | refused. Press'));
});

test('of two documents of a kind, the one captured here is; of the other is said that one is there', async () => {
  document.body.insertAdjacentHTML('beforeend', '<img class="aadhaar" src="https://portal.example/b.jpg">');
  it.start();
  await vi.waitFor(() => expect(shadows.hosts()).toHaveLength(4));
  it.world.known = [{ kind: 'AADHAAR', note: 'safe', tone: 'good' }];
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | captured'));
  await vi.waitFor(() => expect(shadows.said()[3]).toBe('+ Capture Aadhaar card | some 1'));
  it.world.known = [...it.world.known, ...it.world.known];
  window.dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(shadows.said().filter((one) => one.endsWith('| safe'))).toHaveLength(2));
});

test('asks again by itself while documents are under way, and no longer than that', async () => {
  it.world.moves = true;
  it.world.known = [{ kind: 'AADHAAR', note: 'sending', tone: 'plain' }];
  await started();
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | sending'));
  const [again, ...others] = it.world.later.splice(0);
  expect([again?.ms, others]).toEqual([10_000, []]);
  it.world.moves = false;
  it.world.known = [{ kind: 'AADHAAR', note: 'read', tone: 'good' }];
  again?.work();
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | read'));
  expect(it.world.later).toEqual([]);
});

test('follows the page: new documents, gone ones, a picture used for another', async () => {
  await started();
  document.querySelector('a')?.remove();
  document.body.insertAdjacentHTML('beforeend', '<img class="aadhaar" src="https://portal.example/b.jpg">');
  await vi.waitFor(() => expect(shadows.said()).toEqual([ready[0], ready[2], '+ Capture Aadhaar card | ']));
  shadows.press('Capture Aadhaar card');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe('+ Capture Aadhaar card | captured'));
  document.querySelector('img')?.setAttribute('src', 'https://portal.example/c.jpg');
  await vi.waitFor(() => expect(shadows.said()[0]).toBe(ready[0]));
});

test('what came of one loan is not shown for the next', async () => {
  await started();
  shadows.press('Capture PAN card');
  await vi.waitFor(() => expect(shadows.said()[1]).toBe('+ Capture PAN card | captured'));
  const shown = document.querySelector('b');
  shown?.replaceChildren('');
  await vi.waitFor(() => expect(shadows.said()[1]).toBe('- Capture PAN card | no loan'));
  shown?.replaceChildren('LN-1001');
  await vi.waitFor(() => expect(shadows.said()[1]).toBe('+ Capture PAN card | captured'));
  shown?.replaceChildren('LN-1002');
  await vi.waitFor(() => expect(shadows.said()).toEqual(ready));
});

test('a press on a chip drawn for another loan captures nothing', async () => {
  await started();
  document.querySelector('b')?.replaceChildren('LN-1002');
  // Before the change was noticed.
  shadows.press('Capture PAN card');
  expect(shadows.toast()).toBe('loan changed');
  await vi.waitFor(() => expect(shadows.said()).toEqual(ready));
  expect(it.world.captured).toEqual([]);
});

test('asks again when the address changes, and leaves a page that is no loan’s', async () => {
  await started();
  it.world.open = false;
  it.world.moved();
  await vi.waitFor(() => expect(shadows.hosts()).toEqual([]));
});

test('leaves nothing behind when a newer script takes over', async () => {
  await started();
  it.ended.abort();
  expect(shadows.hosts()).toEqual([]);
  expect(document.querySelector('satchel-toast')).toBeNull();
  document.body.append(document.createElement('hr'));
  await vi.waitFor(() => expect(shadows.hosts()).toEqual([]));
});

test('says so when the extension was updated under it', async () => {
  await started();
  it.world.alive = false;
  document.body.append(document.createElement('hr'));
  await vi.waitFor(() => expect(shadows.hosts()).toEqual([]));
  expect(shadows.toast()).toBe('updated');
});

test('lets a page have its way that keeps taking chips out', async () => {
  await started();
  let removals = 0;
  const fight = new MutationObserver(() => {
    for (const host of shadows.hosts()) {
      host.remove();
      removals += 1;
    }
  });
  fight.observe(document.body, { childList: true, subtree: true });
  document.body.append(document.createElement('hr'));
  await vi.waitFor(() => expect(removals).toBeGreaterThan(0));
  let before = -1;
  await vi.waitFor(() => {
    const same = before === removals;
    before = removals;
    expect(same).toBe(true);
  });
  fight.disconnect();
  expect(removals).toBeLessThan(100);
});
