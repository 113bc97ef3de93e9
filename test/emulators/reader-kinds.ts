import type { Found, Transcript } from './reader-transcript';
import { find } from './reader-transcript';

type Field = (transcript: Transcript) => Found | undefined;

/** What tells a type of document, and where its fields stand. */
export interface DocumentKind {
  readonly type: string;
  readonly signs: RegExp;
  readonly fields: Readonly<Record<string, Field>>;
  /** Fields without which the document is worth nothing, and what to say when one is not legible. */
  readonly needs: Readonly<Record<string, string>>;
  readonly quality?: string;
}

const at =
  (pattern: RegExp, tidy: (value: string) => string = (value) => value): Field =>
  (transcript) => {
    const found = find(transcript, pattern);
    return found && { ...found, value: tidy(found.value) };
  };

const DATE = String.raw`(\d{2}\/\d{2}\/\d{4})`;
const AMOUNT = String.raw`(\d[\d,]*\.\d{2})(?!\d)`;

/** The order matters: a delivery order speaks of invoices, and a PAN card of the same government as Aadhaar. */
export const documentKinds: readonly DocumentKind[] = [
  {
    type: 'PAN',
    signs: /come ?tax|tax ?depart|permanent ?account/i,
    fields: {
      pan_number: at(/\b([A-Z]{5}\d{4}[A-Z])\b/),
      name_as_per_pan: at(/^Name\W*\n+\s*(.+)/m, personName),
      father_name: at(/Father\W?s Name[^\n]*\n+\s*(.+)/, personName),
      dob: at(new RegExp(DATE)),
    },
    needs: { pan_number: 'PAN number', name_as_per_pan: 'name' },
    quality: 'original',
  },
  {
    type: 'AADHAAR',
    signs: /aadhaa?r|government of india|unique identification/i,
    fields: {
      aadhaar_number: at(/\b(\d{4} \d{4} \d{4})\b/, (value) => value.replaceAll(' ', '')),
      name: at(/Name\W+(.+)/, personName),
      date_of_birth: at(new RegExp(`DOB\\W*${DATE}`)),
      address: at(/Address\W+([^]*?\b\d{6})\b/, (value) => value.replaceAll(/\s+/g, ' ')),
    },
    needs: { aadhaar_number: 'Aadhaar number', name: 'name' },
  },
  {
    type: 'DELIVERY_ORDER',
    signs: /delivery\s+order/i,
    fields: {
      customer_name: at(/Customer Name\W+(.+)/i, personName),
      dealer_address: at(/Dealer Address\W+(.+)/i),
      order_number: at(/Order No\W+(\S+)/i),
      order_date: at(new RegExp(`Order Date\\W+${DATE}`, 'i')),
      amount_financed: at(new RegExp(`Amount Financed\\D*${AMOUNT}`, 'i')),
    },
    needs: { customer_name: 'customer name', dealer_address: 'dealer address' },
  },
  {
    type: 'INVOICE',
    signs:
      /invoice|receipt|cash (?:bill|memo)|\btotal\b|\bsubtotal\b|\bbal(?:ance)?\b|(?:\d\.\d\d\b[^]*){4}/i,
    fields: {
      customer_name: at(/Customer Name\W+(.+)/i, personName),
      dealer_address: dealerAddress,
      invoice_number: at(/(?:invoice|bill|receipt|doc)\s*(?:no|number)\W+(\w[\w/-]*\d)/i),
      invoice_date: at(/(?<!\d)(\d{1,2}[/-]\d{1,2}[/-]\d{2,4})(?!\d)/),
      total_amount: total,
    },
    needs: { total_amount: 'total' },
  },
  {
    type: 'OPEN_BOX_IMAGE',
    signs: /this side up|fragile|handle with care/i,
    fields: {},
    needs: {},
  },
];

/** What the paper calls so, and on a till receipt the line with a street or a post code near its head. */
function dealerAddress(transcript: Transcript): Found | undefined {
  const street = /^(?=.*\d)(.*\b(?:rd|road|street|st|jalan|lane|avenue)\b.*)$/im;
  return find(transcript, /Dealer Address\W+(.+)/i) ?? find(transcript, street);
}

/** What the paper calls its total, and else its largest amount. */
function total(transcript: Transcript): Found | undefined {
  const labelled = [
    new RegExp(
      `(?:grand total|total amount|net total|total sales|total due|\\bbal(?:ance)?\\b)\\D*${AMOUNT}`,
      'i',
    ),
    new RegExp(`\\btotal\\b[^\\d\\n]*${AMOUNT}`, 'i'),
  ];
  for (const pattern of labelled) {
    const found = find(transcript, pattern);
    if (found) return found;
  }
  const amounts = [...transcript.text.matchAll(new RegExp(AMOUNT, 'g'))].map(({ 1: amount = '' }) => amount);
  const [largest] = amounts.toSorted((one, two) => worth(two) - worth(one));
  return largest === undefined ? undefined : find(transcript, new RegExp(`(${RegExp.escape(largest)})`));
}

const worth = (amount: string) => Number(amount.replaceAll(',', ''));

/** Letters alone; no name begins with a small L, and "Iyer" is often read so. */
function personName(value: string): string {
  return value
    .replaceAll(/[^\p{L}.' -]/gu, '')
    .replaceAll(/\bl(?=[a-z])/g, 'I')
    .trim();
}
