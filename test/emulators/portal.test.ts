import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPortal } from './portal';

const samples = fileURLToPath(new URL('../samples', import.meta.url));
const origin = 'http://localhost:4000';
const loan = '/loans/CDL-2026-004711';
const documents = `${loan}/documents`;

let portal: ReturnType<typeof createPortal>;
beforeEach(() => {
  portal = createPortal({ samples });
});

const ask = (path: string, init?: RequestInit) => portal.fetch(new Request(origin + path, init));
async function signIn(): Promise<{ cookie: string }> {
  const cookie = (await ask('/loans')).headers.get('set-cookie') ?? '';
  return { cookie: cookie.replace(/;.*$/, '') };
}

describe('documents want the session of a page', () => {
  test('without one the answer is a login page, and a 200', async () => {
    for (const name of ['delivery-order.pdf', 'aadhaar.jpg']) {
      const response = await ask(`${documents}/${name}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).toContain('Your session has ended');
    }
  });

  test('with one they come as they are', async () => {
    const headers = await signIn();
    for (const [name, type] of [
      ['delivery-order.pdf', 'application/pdf'],
      ['aadhaar.jpg', 'image/jpeg'],
    ]) {
      const response = await ask(`${documents}/${name}`, { headers });
      expect(response.headers.get('content-type')).toBe(type);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(readFileSync(`${samples}/specimens/${name}`));
    }
  });

  test('an invented session, and one that was ended, are none', async () => {
    const headers = await signIn();
    const type = async (cookie: string) =>
      (await ask(`${documents}/aadhaar.jpg`, { headers: { cookie } })).headers.get('content-type');
    expect(await type('desk_session=1')).toContain('text/html');
    expect(await type(headers.cookie)).toBe('image/jpeg');
    portal.endSessions();
    expect(await type(headers.cookie)).toContain('text/html');
  });

  test('a loan gives out its own documents alone', async () => {
    const headers = await signIn();
    for (const path of [
      '/loans/CDL-2026-004709/documents/aadhaar.jpg',
      `${documents}/invoice.jpg`,
      `${documents}/..%2F..%2FSOURCES.md`,
    ])
      expect((await ask(path, { headers })).status).toBe(404);
  });
});

describe('pages', () => {
  test("a loan's page tells its number, customer, product and documents", async () => {
    const page = await (await ask(loan)).text();
    expect(page).toContain('data-product-type="POC_CDL"');
    expect(page).toContain('<span data-field="customer">Meena Iyer</span>');
    for (const kind of ['AADHAAR', 'PAN', 'DELIVERY_ORDER', 'INVOICE', 'OPEN_BOX'])
      expect(page.split(`data-document-kind="${kind}"`)).toHaveLength(2);
  });

  test('a session that is good is kept', async () => {
    const headers = await signIn();
    expect((await ask(loan, { headers })).headers.get('set-cookie')).toBeNull();
  });

  test('a new application has no number, and an unknown loan no page', async () => {
    expect(await (await ask('/loans/new')).text()).not.toMatch(/CDL-\d/);
    expect((await ask('/loans/CDL-2026-999999')).status).toBe(404);
  });
});

describe("the portal's own upload", () => {
  const form = () => {
    const body = new FormData();
    body.append('file', new File(['receipt'], 'bill.jpg', { type: 'image/jpeg' }));
    return body;
  };

  test('keeps account of what it received', async () => {
    const headers = await signIn();
    const response = await ask(`${loan}/uploads/INVOICE`, { method: 'POST', headers, body: form() });
    expect(response.status).toBe(201);
    const sha256 = createHash('sha256').update('receipt').digest('hex');
    expect(portal.uploads).toEqual([
      { loanId: 'CDL-2026-004711', kind: 'INVOICE', name: 'bill.jpg', size: 7, sha256 },
    ]);
  });

  test('takes nothing without a session, and nothing that is no file', async () => {
    expect((await ask(`${loan}/uploads/INVOICE`, { method: 'POST', body: form() })).status).toBe(401);
    const headers = await signIn();
    const empty = await ask(`${loan}/uploads/INVOICE`, { method: 'POST', headers, body: new FormData() });
    expect(empty.status).toBe(400);
    expect(portal.uploads).toEqual([]);
  });
});
