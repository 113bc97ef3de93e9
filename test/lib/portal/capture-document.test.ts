// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://portal.example/loans/1" }
import { beforeEach, expect, test } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import type { CaptureInput } from '@/lib/portal/capture-document';
import { captureDocument } from '@/lib/portal/capture-document';
import { findDocuments } from '@/lib/portal/documents';
import { words } from './page';

const loan = { loanId: 'LN-1001', customer: 'Asha Kumari' };
const maxBytes = 1_000;

let asked: Request[];
let kept: CaptureInput[];

beforeEach(() => {
  asked = [];
  kept = [];
});

interface Given {
  readonly html: string;
  readonly respond?: () => Promise<Response>;
  readonly files?: readonly File[];
  readonly keep?: (input: CaptureInput) => Promise<{ already: boolean }>;
}

const pdf = () => new Response('%PDF-1.7 %%EOF', { headers: { 'content-type': 'application/pdf' } });

async function capture({ html, respond, files = [], keep }: Given) {
  document.body.innerHTML = html;
  const rules = [{ selector: 'img, a, embed, input', kind: 'PAN' }];
  const [found] = findDocuments(
    { id: 'p', name: 'p', match: [], loan: { id: { from: 'url', pattern: '(.)' } }, documents: rules },
    document,
  );
  if (!found) throw new Error('no document');
  return captureDocument(found, loan, files, words, {
    maxBytes,
    world: {
      fetch(request) {
        asked.push(request);
        return respond?.() ?? Promise.resolve(pdf());
      },
      deadline: () => new AbortController().signal,
    },
    capture(input) {
      kept.push(input);
      return keep?.(input) ?? Promise.resolve({ already: false });
    },
  });
}

test.each([
  ['a picture', '<img src="/a.jpg">', 'portal-image'],
  ['a link', '<a href="/a.pdf">a</a>', 'portal-link'],
  ['a frame', '<embed src="/a.pdf">', 'portal-link'],
])('fetches %s with the portal’s session', async (_, html, source) => {
  const { progress } = await capture({ html });
  expect(progress).toEqual({ is: 'captured' });
  expect(asked[0]).toMatchObject({ credentials: 'include', redirect: 'follow' });
  expect(asked[0]?.url).toMatch('https://portal.example/a.');
  expect(kept[0]).toMatchObject({ ...loan, kind: 'PAN', source });
  expect(await kept[0]?.bytes.text()).toBe('%PDF-1.7 %%EOF');
});

test('a picture shown from elsewhere is fetched without a session', async () => {
  await capture({ html: '<img src="https://cdn.example/a.jpg">' });
  expect(asked[0]).toMatchObject({ credentials: 'omit' });
});

test.each([
  ['a link to elsewhere', '<a href="https://evil.example/a.pdf">a</a>'],
  ['a link that runs', '<a href="javascript:alert(1)">a</a>'],
  ['a link to a file', '<a href="file:///etc/passwd">a</a>'],
  ['a link to an extension', '<a href="chrome-extension://abc/popup.html">a</a>'],
])('does not ask for %s', async (_, html) => {
  expect((await capture({ html })).progress).toEqual({ is: 'refused', why: words.codes.rejected });
  expect(asked).toEqual([]);
  expect(kept).toEqual([]);
});

const html = '<a href="/a.pdf">a</a>';
const type = (value: string) => ({ headers: { 'content-type': value } });

test.each([
  ['a sign-in page', () => new Response('<html>', type('text/html; charset=utf-8')), 'login page'],
  ['a sign-in page in XHTML', () => new Response('<html>', type('application/xhtml+xml')), 'login page'],
  ['a session that ended', () => new Response('', { status: 401 }), 'login page'],
  ['nothing there', () => new Response('gone', { status: 404 }), 'rejected'],
  ['an empty answer', () => new Response(''), 'rejected'],
  ['more than a capture may have', () => new Response('x'.repeat(maxBytes + 1)), 'rejected'],
])('refuses %s', async (_, answer, why) => {
  const { progress } = await capture({ html, respond: () => Promise.resolve(answer()) });
  expect(progress).toEqual({ is: 'refused', why });
  expect(kept).toEqual([]);
});

test('stops reading an answer that has no end', async () => {
  let read = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(stream) {
      read += 100;
      stream.enqueue(new Uint8Array(100));
    },
  });
  const { progress } = await capture({ html, respond: () => Promise.resolve(new Response(endless)) });
  expect(progress.is).toBe('refused');
  expect(read).toBeLessThan(2 * maxBytes);
});

test('a network that fails is the portal not giving the file', async () => {
  const { progress } = await capture({
    html,
    respond: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  expect(progress).toEqual({ is: 'refused', why: 'rejected' });
});

const input = '<input type="file" multiple>';
const file = (name: string, text: string) => new File([text], name, { type: 'application/pdf' });

test('captures a copy of every chosen file, without its name', async () => {
  const files = [
    file('Asha Kumari Aadhaar.pdf', 'one'),
    file('image.jpg', 'two'),
    file('image.jpg', 'three'),
  ];
  const { progress, left } = await capture({ html: input, files });
  expect([progress, left]).toEqual([{ is: 'captured' }, []]);
  expect(await Promise.all(kept.map(({ bytes }) => bytes.text()))).toEqual(['one', 'two', 'three']);
  expect(kept.filter(({ bytes }) => bytes instanceof File)).toEqual([]);
  expect(kept.map(({ source }) => source)).toEqual(['portal-input', 'portal-input', 'portal-input']);
});

test('one bad file keeps no other back, and stays to be tried again', async () => {
  const files = [file('a', 'good'), file('b', 'bad'), file('c', 'good')];
  const { progress, left } = await capture({
    html: input,
    files,
    keep: async ({ bytes }) => {
      if ((await bytes.text()) === 'bad') throw new Failed('rejected', { reason: 'not-a-document' });
      return { already: true };
    },
  });
  expect(progress).toEqual({ is: 'refused', why: '2 of 3: not a document' });
  expect(left).toEqual([files[1]]);
});

test('a file that went away since it was chosen is said, not thrown', async () => {
  const gone = file('gone.pdf', 'x');
  gone.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'));
  const { progress } = await capture({ html: input, files: [gone] });
  expect(progress).toEqual({ is: 'refused', why: 'bug' });
});
