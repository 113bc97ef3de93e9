// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { PortalProfile } from '@/lib/domain/organisation';
import { findDocuments, MOST_DOCUMENTS } from '@/lib/portal/documents';

function find(html: string, documents: PortalProfile['documents']) {
  document.body.innerHTML = html;
  const loan: PortalProfile['loan'] = { id: { from: 'url', pattern: '(.)' } };
  const profile: PortalProfile = { id: 'p', name: 'p', match: [], loan, documents };
  return findDocuments(profile, document);
}

const seen = (found: ReturnType<typeof find>) =>
  found.map(({ element, type, kind, label }) => [element.id, type, kind, label]);

test('finds pictures, links, frames and file inputs, each once, for its first rule', () => {
  const found = find(
    `<img id="i" class="doc" src="/a.jpg"><a id="l" href="/b.pdf">PAN</a><embed id="e" src="/c.pdf">
     <input id="n" type="file">`,
    [
      { selector: '.doc', kind: 'AADHAAR' },
      { selector: 'img, a, embed, input', kind: 'PAN' },
    ],
  );
  expect(seen(found)).toEqual([
    ['i', 'image', 'AADHAAR', undefined],
    ['l', 'link', 'PAN', undefined],
    ['e', 'frame', 'PAN', undefined],
    ['n', 'input', 'PAN', undefined],
  ]);
});

test('leaves out what holds no document, what is hidden, and rules that are broken', () => {
  const html = `<p class="doc">text</p><a class="doc" id="named">no address</a><input class="doc" type="text">
    <div style="display: none"><img class="doc" src="/h.jpg"></div><video class="doc"></video>`;
  expect(find(html, [{ selector: 'p[' }, { selector: '.doc' }])).toEqual([]);
});

test('reads each document’s own label, from itself or its nearest surroundings', () => {
  const rows = `<table>
    <tr><th>Aadhaar front</th><td><img id="1" src="/1.jpg" alt="one"></td></tr>
    <tr><th>PAN card</th><td><img id="2" src="/2.jpg" alt="two"></td></tr>
    <tr><td><img id="3" src="/3.jpg" alt="three"></td></tr></table>`;
  const label = (reader: NonNullable<PortalProfile['documents'][number]['label']>) =>
    find(rows, [{ selector: 'img', label: reader }]).map((one) => one.label);
  expect(label({ from: 'text', selector: 'th' })).toEqual(['Aadhaar front', 'PAN card', undefined]);
  expect(label({ from: 'attribute', selector: 'img', attribute: 'alt' })).toEqual(['one', 'two', 'three']);
  expect(label({ from: 'url', pattern: '([^/]+)\\.jpg' })).toEqual(['1', '2', '3']);
  expect(label({ from: 'text', selector: 'th[' })).toEqual([undefined, undefined, undefined]);
});

test('anchors a chip outside whatever the portal lets one press', () => {
  const [picture, input, plain] = find(
    `<a id="open" href="/full"><picture><img src="/a.jpg"></picture></a>
     <label id="choose">Choose <input type="file"></label><img id="plain" src="/b.jpg">`,
    [{ selector: 'a img' }, { selector: 'input' }, { selector: '#plain' }],
  );
  expect(picture?.anchor.id).toBe('open');
  expect(input?.anchor.id).toBe('choose');
  expect(plain?.anchor.id).toBe('plain');
});

test('a hidden file input is found at the label or the button that stands for it', () => {
  const found = find(
    `<input id="a" type="file" style="display: none"><label id="for-a" for="a">Upload</label>
     <div><button id="for-b" type="button">Upload</button><input id="b" type="file" style="display: none"></div>
     <div><p>text</p><input id="c" type="file" style="display: none"></div>`,
    [{ selector: 'input' }],
  );
  expect(found.map(({ element, anchor }) => [element.id, anchor.id])).toEqual([
    ['a', 'for-a'],
    ['b', 'for-b'],
  ]);
});

test('a page cannot make us look at more than a loan has', () => {
  expect(find('<img src="/a.jpg">'.repeat(500), [{ selector: 'img' }])).toHaveLength(MOST_DOCUMENTS);
});
