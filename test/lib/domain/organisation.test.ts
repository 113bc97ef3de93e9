import { describe, expect, test } from 'vitest';
import { Organisation } from '@/lib/domain/organisation';

const good = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    {
      productType: 'POC_CDL',
      label: 'Consumer durable loan',
      documents: [{ kind: 'PAN', label: 'PAN card', required: true }],
    },
  ],
  portals: [
    {
      id: 'demo',
      name: 'Demo portal',
      match: ['https://portal.sunrise.test/*'],
      loan: {
        id: { from: 'url', pattern: '/loans/([A-Z0-9-]+)' },
        customer: { from: 'text', selector: '.customer' },
        productType: { from: 'attribute', selector: 'main', attribute: 'data-product' },
      },
      documents: [
        {
          selector: 'img.document',
          kind: 'PAN',
          label: { from: 'attribute', selector: 'img', attribute: 'alt' },
        },
        { selector: 'input[type=file]' },
      ],
    },
  ],
};

/** The good file with one place changed, by path. */
function changed(path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(good);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const place = keys.reduce((at, key) => (isOpen(at) ? at[key] : undefined), copy);
  if (!isOpen(place)) throw new RangeError(`no ${path}`);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}
function isOpen(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

test('the documented file is taken as it stands', () => {
  expect(Organisation.parse(good)).toEqual(good);
  expect(Organisation.safeParse({ ...good, portals: [] }).success).toBe(true);
});

describe('wrong input is named by its path', () => {
  test.each([
    ['organisation.name', ''],
    ['organisation.name', undefined],
    ['organisation.logo', 'https://x.test/l.png'],
    ['atlas.api', 'v9'],
    ['products', []],
    ['products.0.productType', ''],
    ['products.0.documents', []],
    ['products.0.documents.0.kind', 'pan'],
    ['products.0.documents.0.kind', 'PAN CARD'],
    ['products.0.documents.0.required', 'yes'],
    ['portals.0.match', []],
    ['portals.0.match.0', 'portal.sunrise.test'],
    ['portals.0.match.0', 'https://portal.sunrise.test:8443/*'],
    ['portals.0.match.0', '<all_urls>'],
    ['portals.0.match.0', 'file:///*'],
    ['portals.0.loan.id', undefined],
    ['portals.0.loan.id.from', 'cookie'],
    ['portals.0.loan.id.pattern', '('],
    ['portals.0.loan.id.pattern', '/loans/[0-9]+'],
    ['portals.0.loan.id.pattern', undefined],
    ['portals.0.loan.customer.selector', ''],
    ['portals.0.loan.productType.attribute', undefined],
    ['portals.0.documents', []],
    ['portals.0.documents.0.selector', ''],
    ['portals.0.documents.0.label.pattern', 'x'],
    ['portals.0.secret', 's'],
  ])('%s = %j', (path, value) => {
    const { error } = Organisation.safeParse(changed(path, value));
    const named = error?.issues.map((issue) =>
      [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.'),
    );
    expect(named).toEqual([path]);
  });
});

test.each(['/loans/(\\d+)', '(?:a|b)(c)', 'id=([^&]+)', '(?<id>x)'])(
  '%s is a pattern with a group',
  (pattern) => {
    expect(Organisation.safeParse(changed('portals.0.loan.id.pattern', pattern)).success).toBe(true);
  },
);
