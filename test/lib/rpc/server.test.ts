import { anything, assert, asyncProperty, constantFrom, oneof, record, string, webUrl } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MethodName, Role } from '@/lib/contract/rpc';
import { MAX_CAPTURE_BYTES, rpc } from '@/lib/contract/rpc';
import { codes, Failed, reasons } from '@/lib/domain/failed';
import { roleOf } from '@/lib/rpc/sender';
import type { Sender } from '@/lib/rpc/sender';
import { createServer } from '@/lib/rpc/server';
import type { Handlers } from '@/lib/rpc/server';
import { uuidOf } from '@/test/support/builders';

const self = {
  id: 'abcdefghijklmnopabcdefghijklmnop',
  origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
};
const portalUrl = 'https://portal.sunrise.test/loans/CDL-1';

const senders: Record<Role, Sender> = {
  popup: page('/popup.html'),
  capture: { ...page('/capture.html?flow=1'), tab: { url: `${self.origin}/capture.html` } },
  folder: page('/folder.html?folder=F-20261128-K7Q2MX-20'),
  options: page('/options.html#portals'),
  portal: { id: self.id, origin: 'https://portal.sunrise.test', url: portalUrl, tab: { url: portalUrl } },
};

function page(path: string): Sender {
  return { id: self.id, origin: self.origin, url: `${self.origin}${path}` };
}

const small = new Blob(['%PDF-']);
/** One good input for every method. */
const inputs: { readonly [M in MethodName]: unknown } = {
  'state.get': undefined,
  'popup.open': { search: 'pan', group: 'done', most: 200, finished: 10, open: [uuidOf(1)], folded: [] },
  'draft.keep': { address: '', tenant: 'sunrise', email: 'asha@sunrise.test' },
  'organisation.set': { address: 'satchel.sunrise.test' },
  'session.signIn': { tenant: 'sunrise', email: 'asha@sunrise.test', password: 'p' },
  'session.oidc': { tenant: 'sunrise' },
  'pin.set': { pin: '402918' },
  'pin.open': { pin: '402918' },
  'pin.remove': undefined,
  'notices.asked': undefined,
  'session.signOut': { deleteUnsent: true },
  'flow.list': { finished: 10 },
  'flow.get': { flowId: uuidOf(1) },
  'flow.send': { flowId: uuidOf(1) },
  'flow.rerun': { flowId: uuidOf(1), slotIds: [uuidOf(2)] },
  'flow.check': { flowId: uuidOf(1) },
  'flow.rerunLate': { flowId: uuidOf(1), slotId: uuidOf(2) },
  'flow.discard': { flowId: uuidOf(1), slotId: uuidOf(2) },
  'flow.restore': { flowId: uuidOf(1), slotId: uuidOf(2) },
  'flow.keepBoth': { flowId: uuidOf(1), slotId: uuidOf(2) },
  'flow.original': { flowId: uuidOf(1), slotId: uuidOf(2) },
  'flow.goBy': { flowId: uuidOf(1), api: 'bulk' },
  'flow.results': { flowId: uuidOf(1) },
  'flow.addresses': { flowId: uuidOf(1), source: { slotId: uuidOf(2), key: 'formatted_address' } },
  'witness.acknowledge': { captureIds: [uuidOf(3)], broken: false },
  'receipt.list': { search: 'CDL-1' },
  'receipt.seek': { search: 'CDL-1' },
  'receipt.sought': undefined,
  'rescue.plan': undefined,
  'diagnosis.get': undefined,
  'capture.add': { flowId: uuidOf(1), kind: 'PAN', source: 'drop', bytes: small },
  'folder.add': {
    folderId: 'F-20261128-K7Q2MX-20',
    productType: 'POC_CDL',
    kind: 'PAN',
    source: 'drop',
    bytes: small,
  },
  'folder.kind': {
    flowId: '00000000-0000-4000-8000-000000000001',
    slotIds: ['00000000-0000-4000-8000-000000000002'],
    kind: 'PAN',
  },
  'folder.get': { folderId: 'F-20261128-K7Q2MX-1' },
  'folder.list': undefined,
  'portal.open': undefined,
  'portal.status': { loanId: 'CDL-1' },
  'portal.capture': { loanId: 'CDL-1', kind: 'PAN', source: 'portal-input', bytes: small },
};
const methods = Object.keys(inputs).filter((name): name is MethodName => Object.hasOwn(rpc, name));
const roles: readonly Role[] = ['popup', 'capture', 'folder', 'options', 'portal'];

const clock = { at: 0 };

/** A server whose handlers only note that they were called; `fails` makes all of them fail. */
function createPost(fails: () => unknown = () => new Failed('offline')) {
  const called = new Array<{ method: string; input: unknown; role: Role; url: string }>();
  const reported = new Array<{ method: string; failed: Failed }>();
  const handle =
    (method: MethodName) =>
    async (input: unknown, { role, url }: { role: Role; url: string }): Promise<never> => {
      called.push({ method, input, role, url });
      return Promise.reject(fails());
    };
  const handlers: Handlers = {
    'state.get': handle('state.get'),
    'popup.open': handle('popup.open'),
    'draft.keep': handle('draft.keep'),
    'organisation.set': handle('organisation.set'),
    'session.signIn': handle('session.signIn'),
    'session.oidc': handle('session.oidc'),
    'pin.set': handle('pin.set'),
    'pin.open': handle('pin.open'),
    'pin.remove': handle('pin.remove'),
    'notices.asked': handle('notices.asked'),
    'session.signOut': handle('session.signOut'),
    'flow.list': handle('flow.list'),
    'flow.get': handle('flow.get'),
    'flow.send': handle('flow.send'),
    'flow.rerun': handle('flow.rerun'),
    'flow.check': handle('flow.check'),
    'flow.rerunLate': handle('flow.rerunLate'),
    'flow.discard': handle('flow.discard'),
    'flow.restore': handle('flow.restore'),
    'flow.keepBoth': handle('flow.keepBoth'),
    'flow.original': handle('flow.original'),
    'flow.goBy': handle('flow.goBy'),
    'flow.results': handle('flow.results'),
    'flow.addresses': handle('flow.addresses'),
    'witness.acknowledge': handle('witness.acknowledge'),
    'receipt.list': handle('receipt.list'),
    'receipt.seek': handle('receipt.seek'),
    'receipt.sought': handle('receipt.sought'),
    'rescue.plan': handle('rescue.plan'),
    'diagnosis.get': handle('diagnosis.get'),
    'capture.add': handle('capture.add'),
    'folder.add': handle('folder.add'),
    'folder.get': handle('folder.get'),
    'folder.kind': handle('folder.kind'),
    'folder.list': handle('folder.list'),
    'portal.open': handle('portal.open'),
    'portal.status': handle('portal.status'),
    'portal.capture': handle('portal.capture'),
  };
  const answer = createServer({
    self,
    handlers,
    world: { monotonic: () => clock.at },
    report: (event) => reported.push(event),
  });
  return { answer, called, reported };
}

describe('who asks', () => {
  const cases: ReadonlyArray<readonly [string, Sender, Role | undefined]> = [
    ['the popup', senders.popup, 'popup'],
    ['the popup, a browser that names no origin', { id: self.id, url: `${self.origin}/popup.html` }, 'popup'],
    ['the capture page in a tab', senders.capture, 'capture'],
    ['the options page', senders.options, 'options'],
    ['a portal script', senders.portal, 'portal'],
    [
      'a portal script on http',
      { ...senders.portal, url: 'http://10.0.0.4/loans', origin: 'http://10.0.0.4' },
      'portal',
    ],
    ['another extension', { ...senders.popup, id: 'ponmlkjihgfedcbaponmlkjihgfedcba' }, undefined],
    ['nobody', {}, undefined],
    ['our id and nothing else', { id: self.id }, undefined],
    ['a page of ours that may not ask', page('/sandbox.html'), undefined],
    ['a path below a page', page('/popup.html/../evil.html'), undefined],
    [
      'a portal that calls itself our popup',
      { ...senders.portal, url: `https://evil.test/popup.html` },
      'portal',
    ],
    ['our URL, a foreign origin', { ...senders.popup, origin: 'https://evil.test' }, undefined],
    [
      'an origin that only begins like ours',
      { ...senders.popup, url: `${self.origin}.evil.test/popup.html` },
      undefined,
    ],
    [
      'our origin inside a URL',
      { ...senders.portal, url: `https://evil.test/${self.origin}/popup.html` },
      'portal',
    ],
    [
      'a web page without a tab',
      { id: self.id, origin: 'https://evil.test', url: 'https://evil.test/' },
      undefined,
    ],
    ['a file', { id: self.id, url: 'file:///etc/passwd', tab: {} }, undefined],
    ['a data URL', { id: self.id, origin: 'null', url: 'data:text/html,x', tab: {} }, undefined],
    ['no URL at all', { id: self.id, url: 'not a url', tab: {} }, undefined],
  ];
  test.each(cases)('%s', (_, sender, role) => {
    expect(roleOf(sender, self)).toBe(role);
  });
});

describe('what a role may ask', () => {
  test.each(methods)('%s: those the contract names, and nobody else', async (method) => {
    for (const role of roles) {
      const { answer, called } = createPost();
      const said = await answer({ method, input: inputs[method] }, senders[role]);
      const may = rpc[method].roles.includes(role);
      expect(called).toHaveLength(may ? 1 : 0);
      expect(said).toEqual({ ok: false, failure: { code: may ? 'offline' : 'forbidden' } });
    }
  });

  test('a portal page reaches its three verbs alone', async () => {
    const { answer, called } = createPost();
    for (const method of methods) {
      // A tab is served so often in a second, and there are more methods than that.
      clock.at += 1_000;
      await answer({ method, input: inputs[method] }, senders.portal);
    }
    expect(called.map(({ method }) => method)).toEqual(['portal.open', 'portal.status', 'portal.capture']);
  });

  test("the handler hears the browser's word for the page, whatever the message says", async () => {
    const { answer, called } = createPost();
    await answer({ method: 'portal.open', input: undefined }, senders.portal);
    expect(called).toEqual([{ method: 'portal.open', input: undefined, role: 'portal', url: portalUrl }]);
    const lies = { method: 'portal.open', input: undefined, url: 'https://other.test', role: 'popup' };
    expect(await answer(lies, senders.portal)).toEqual({ ok: false, failure: { code: 'forbidden' } });
    expect(called).toHaveLength(1);
  });

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', '', 'portal.Open'])(
    '%j is no method',
    async (method) => {
      const { answer, called, reported } = createPost();
      expect(await answer({ method, input: undefined }, senders.popup)).toEqual({
        ok: false,
        failure: { code: 'forbidden' },
      });
      expect(called).toEqual([]);
      expect(reported.map((event) => event.method)).toEqual(['unknown']);
    },
  );
});

describe('is it well formed', () => {
  const big = new Blob([new Uint8Array(MAX_CAPTURE_BYTES + 1)]);
  const { flowId } = { flowId: uuidOf(1) };
  const wrong: ReadonlyArray<readonly [string, MethodName, Role, unknown]> = [
    ['input where none is wanted', 'state.get', 'popup', {}],
    ['an address that is too long', 'organisation.set', 'popup', { address: 'a'.repeat(501) }],
    ['an address that is no text', 'organisation.set', 'popup', { address: 7 }],
    ['a sign-in without a password', 'session.signIn', 'popup', { tenant: 't', email: 'e' }],
    ['a tenant of spaces', 'session.signIn', 'popup', { tenant: '  ', email: 'e', password: 'p' }],
    ['a flow that is no UUID', 'flow.send', 'popup', { flowId: '../1' }],
    ['an extra key', 'flow.send', 'popup', { flowId, force: true }],
    ['a prototype for a key', 'flow.send', 'popup', JSON.parse(`{"flowId":"${flowId}","__proto__":{"x":1}}`)],
    ['no slots', 'flow.rerun', 'popup', { flowId, slotIds: [] }],
    [
      'too many slots',
      'flow.rerun',
      'popup',
      { flowId, slotIds: Array.from({ length: 101 }, (_, n) => uuidOf(n)) },
    ],
    [
      'a path for bytes',
      'capture.add',
      'capture',
      { flowId, kind: 'PAN', source: 'drop', bytes: 'C:\\pan.jpg' },
    ],
    [
      'a portal source on the capture page',
      'capture.add',
      'capture',
      { flowId, kind: 'PAN', source: 'portal-link', bytes: small },
    ],
    [
      'a kind in small letters',
      'capture.add',
      'capture',
      { flowId, kind: 'pan', source: 'drop', bytes: small },
    ],
    [
      'bytes over the limit',
      'portal.capture',
      'portal',
      { loanId: 'CDL-1', source: 'portal-link', bytes: big },
    ],
    ['no loan', 'portal.capture', 'portal', { loanId: ' ', source: 'portal-link', bytes: small }],
    [
      'a flow of its own choice',
      'portal.capture',
      'portal',
      { loanId: 'CDL-1', source: 'portal-link', bytes: small, flowId },
    ],
    ['a list', 'portal.status', 'portal', ['CDL-1']],
  ];
  test.each(wrong)('%s', async (_, method, role, input) => {
    const { answer, called } = createPost();
    expect(await answer({ method, input }, senders[role])).toEqual({
      ok: false,
      failure: { code: 'rejected' },
    });
    expect(called).toEqual([]);
  });

  test('what arrives is what was checked: trimmed, and of the type it says', async () => {
    const { answer, called } = createPost();
    const input = { loanId: ' CDL-1 ', kind: 'PAN', source: 'portal-image', bytes: small };
    await answer({ method: 'portal.capture', input }, senders.portal);
    expect(called[0]?.input).toEqual({ ...input, loanId: 'CDL-1' });
  });
});

describe('the answer', () => {
  test('a failure carries code, reason and wait, and nothing of what went wrong inside', async () => {
    const secret = 'Bearer eyJhbGciOi 4321 8765 0912 Meera Iyer';
    const inner = new Failed('throttled', {
      reason: 'too-many-sign-ins',
      retryAfterMs: 30_000,
      detail: secret,
      status: 429,
      cause: new Error(secret),
    });
    for (const thrown of [inner, new TypeError(secret), secret]) {
      const { answer } = createPost(() => thrown);
      const said = await answer({ method: 'state.get', input: undefined }, senders.popup);
      expect(JSON.stringify(said)).not.toMatch(/Bearer|4321|Meera|stack/);
      expect(Object.keys(said)).toEqual(['ok', 'failure']);
    }
    const said = await createPost(() => inner).answer(
      { method: 'state.get', input: undefined },
      senders.popup,
    );
    expect(said).toEqual({
      ok: false,
      failure: { code: 'throttled', reason: 'too-many-sign-ins', retryAfterMs: 30_000 },
    });
  });

  test('a report names the method and where the input was wrong, never the input', async () => {
    const { answer, reported } = createPost();
    const input = { tenant: 't', email: 'asha@sunrise.test', password: { secret: 'correct horse' } };
    await answer({ method: 'session.signIn', input }, senders.popup);
    expect(reported).toHaveLength(1);
    expect(reported[0]?.method).toBe('session.signIn');
    expect(reported[0]?.failed.message).toBe('rejected: session.signIn: password');
  });
});

describe('anything at all', () => {
  const anyMessage = oneof(
    anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
    record(
      {
        method: oneof(constantFrom(...methods), string()),
        input: oneof(anything(), constantFrom(...Object.values(inputs))),
        extra: anything(),
      },
      { requiredKeys: ['method'] },
    ),
  );
  const anySender = oneof(
    constantFrom(...Object.values(senders)),
    record(
      {
        id: constantFrom(self.id, 'another'),
        origin: constantFrom(self.origin, 'https://evil.test', 'null'),
        url: oneof(webUrl(), string(), constantFrom(`${self.origin}/popup.html`)),
        tab: constantFrom(undefined, {}),
      },
      { requiredKeys: [] },
    ),
  );

  test('2,000 messages: an answer every time, and a handler only for who may and what fits', async () => {
    const property = asyncProperty(anyMessage, anySender, async (message, sender) => {
      const { answer, called } = createPost();
      const said = await answer(message, sender);
      if (said.ok) throw new Error('no handler here succeeds');
      const { code, reason } = said.failure;
      if (!codes.includes(code) || (reason && !reasons.includes(reason))) throw new Error('not our words');
      for (const { method, input, role } of called) {
        const name = methods.find((one) => one === method);
        const may = name && rpc[name].roles.includes(role) && roleOf(sender, self) === role;
        if (!name || !may || !rpc[name].input.safeParse(input).success)
          throw new Error(`${role} got to ${method}`);
      }
    });
    await expect(assert(property, { numRuns: 2_000, seed: 20_260_115 })).resolves.toBeUndefined();
  });
});

test('one busy tab keeps no other waiting, and our own pages are not counted', async () => {
  const { answer, reported } = createPost();
  const ask = async (sender: Sender, method: MethodName = 'portal.open') => {
    const said = await answer({ method, input: undefined }, sender);
    return said.ok ? 'ok' : said.failure.code;
  };
  const tab = (id: number): Sender => ({ ...senders.portal, tab: { id, url: portalUrl } });
  const codes = await Promise.all(Array.from({ length: 25 }, () => ask(tab(1))));
  expect(codes.filter((code) => code === 'throttled')).toHaveLength(5);
  expect(reported).toHaveLength(20);
  expect(await ask(tab(2))).toBe('offline');
  clock.at += 1_000;
  expect(await ask(tab(1))).toBe('offline');
  const own = await Promise.all(Array.from({ length: 100 }, () => ask(senders.popup, 'state.get')));
  expect(new Set(own)).toEqual(new Set(['offline']));
});
