// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import type { PortalProfile, Reader } from '@/lib/domain/organisation';
import { readLoan } from '@/lib/portal/loan';
import { findProfile } from '@/lib/portal/profile';
import { readValue } from '@/lib/portal/reader';

const url = 'https://portal.example/loans/LN-1001?tab=documents';

beforeEach(() => {
  document.body.innerHTML = `
    <h1 class="case">Loan&nbsp;\n  <b>LN-1001</b> </h1>
    <p class="name"></p><p class="name"> Asha\u200b \u202eKumari\u202c </p>
    <div data-product="PERSONAL" id="product">Personal loan</div>
    <p class="malayalam">നന്‍ദ\u200d</p>`;
});

const read = (reader: Reader) => readValue(reader, { url, root: document });

test.each<[string, Reader, string | undefined]>([
  ['part of the address', { from: 'url', pattern: 'loans/([A-Z]+-\\d+)' }, 'LN-1001'],
  ['an address that says nothing', { from: 'url', pattern: 'cases/(\\d+)' }, undefined],
  ['text, folded', { from: 'text', selector: 'h1.case' }, 'Loan LN-1001'],
  ['part of a text', { from: 'text', selector: 'h1.case', pattern: '(LN-\\d+)' }, 'LN-1001'],
  [
    'the first text that is not empty, without marks that reorder it',
    { from: 'text', selector: '.name' },
    'Asha Kumari',
  ],
  ['a name written with a joiner', { from: 'text', selector: '.malayalam' }, 'നന്‍ദ\u200d'],
  ['an attribute', { from: 'attribute', selector: '#product', attribute: 'data-product' }, 'PERSONAL'],
  [
    'an attribute that is not there',
    { from: 'attribute', selector: '#product', attribute: 'data-x' },
    undefined,
  ],
  ['an element that is not there', { from: 'text', selector: '#nobody' }, undefined],
  ['a selector that is none', { from: 'text', selector: 'h1[' }, undefined],
  ['a pattern that is none', { from: 'text', selector: 'h1', pattern: '(' }, undefined],
  ['a pattern without a group', { from: 'text', selector: 'h1', pattern: 'LN' }, undefined],
])('reads %s', (_, reader, value) => {
  expect(read(reader)).toBe(value);
});

test('a page’s longest text does not keep a slow pattern busy', () => {
  document.body.textContent = `${'a'.repeat(500_000)}!`;
  expect(read({ from: 'text', selector: 'body', pattern: 'a*a*(b)' })).toBeUndefined();
});

const profile: PortalProfile = {
  id: 'demo',
  name: 'Demo portal',
  match: ['https://portal.example/loans/*'],
  loan: {
    id: { from: 'text', selector: 'h1', pattern: '(LN-\\d+)' },
    customer: { from: 'text', selector: '.name' },
    productType: { from: 'attribute', selector: '#product', attribute: 'data-product' },
  },
  documents: [{ selector: 'img' }],
};

test('reads the loan', () => {
  const loan = readLoan(profile, { url, root: document });
  expect(loan).toEqual({ loanId: 'LN-1001', customer: 'Asha Kumari', productType: 'PERSONAL' });
});

test('leaves out what the page does not say, and shortens a name', () => {
  document.body.innerHTML = `<h1>LN-7</h1><p class="name">${'ha '.repeat(200)}</p>`;
  const loan = readLoan(profile, { url, root: document });
  expect(loan?.customer).toHaveLength(200);
  expect(loan?.productType).toBeUndefined();
});

test.each([
  ['no loan id', '<h1>Welcome</h1>'],
  ['a loan id too long to be one', `<h1>LN-${'1'.repeat(300)}</h1>`],
])('there is no loan with %s', (_, html) => {
  document.body.innerHTML = html;
  expect(readLoan(profile, { url, root: document })).toBeUndefined();
});

test.each([
  ['https://portal.example/loans/LN-1001', 'demo'],
  ['https://portal.example:8443/loans/LN-1001', 'demo'],
  ['https://portal.example/reports', undefined],
  ['http://portal.example/loans/LN-1001', undefined],
  ['https://portal.example.evil.example/loans/LN-1001', undefined],
  ['https://evil.example/?https://portal.example/loans/1', undefined],
  ['not an address', undefined],
])('finds the profile of %s', (address, id) => {
  const broken = { ...profile, id: 'broken', match: ['portal.example'] };
  expect(findProfile([broken, profile], address)?.id).toBe(id);
});
