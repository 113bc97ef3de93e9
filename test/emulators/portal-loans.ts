interface Base {
  /** What the organisation file calls this kind of document. */
  readonly kind: string;
  readonly label: string;
}

/** A document that the portal already holds, by its file among the samples, or one that it still waits for. */
export type LoanDocument = Base &
  (
    | { readonly shown: 'image' | 'link'; readonly file: string; readonly note: string }
    | { readonly shown: 'input'; readonly note: string }
  );

export interface Loan {
  readonly id: string;
  readonly customer: string;
  readonly mobile: string;
  readonly product: string;
  readonly dealer: string;
  /** Rupees. */
  readonly amount: number;
  readonly months: number;
  readonly applied: string;
  readonly status: 'Documents pending' | 'Under review' | 'Approved' | 'Disbursed';
  readonly documents: readonly LoanDocument[];
}

const aadhaar = { kind: 'AADHAAR', label: 'Aadhaar card' };
const pan = { kind: 'PAN', label: 'PAN card' };
const invoice = { kind: 'INVOICE', label: 'Invoice' };
const deliveryOrder = { kind: 'DELIVERY_ORDER', label: 'Delivery order' };
const openBox = { kind: 'OPEN_BOX', label: 'Open-box photo' };

const awaited = (document: Base): LoanDocument => ({
  ...document,
  shown: 'input',
  note: 'JPG, PNG or PDF, up to 15 MB',
});
const allAwaited = [aadhaar, pan, invoice, deliveryOrder, openBox].map(awaited);

/** What a new application asks for before it has a number. */
export const firstDocuments = [aadhaar, pan].map(awaited);

/** The desk's book. The first one is the demo's. */
export const loans: readonly Loan[] = [
  {
    id: 'CDL-2026-004711',
    customer: 'Meena Iyer',
    mobile: '98••• ••214',
    product: 'Refrigerator, 260 L',
    dealer: 'Shree Electronics, 14 MG Road, Pune 411001',
    amount: 25_192,
    months: 12,
    applied: '19 Nov 2026',
    status: 'Documents pending',
    documents: [
      { ...aadhaar, shown: 'image', file: 'specimens/aadhaar.jpg', note: 'From the dealer, 19 Nov 2026' },
      { ...pan, shown: 'image', file: 'specimens/pan.jpg', note: 'From the dealer, 19 Nov 2026' },
      {
        ...deliveryOrder,
        shown: 'link',
        file: 'specimens/delivery-order.pdf',
        note: 'Issued 19 Nov 2026, 1 page',
      },
      awaited(invoice),
      awaited(openBox),
    ],
  },
  {
    id: 'CDL-2026-004709',
    customer: 'Rohan Deshmukh',
    mobile: '90••• ••873',
    product: 'Washing machine, 7 kg',
    dealer: 'Shree Electronics, 14 MG Road, Pune 411001',
    amount: 18_450,
    months: 9,
    applied: '19 Nov 2026',
    status: 'Documents pending',
    documents: allAwaited,
  },
  {
    id: 'CDL-2026-004702',
    customer: 'Farida Shaikh',
    mobile: '97••• ••540',
    product: 'Smartphone, 128 GB',
    dealer: 'Balaji Mobiles, Laxmi Road, Pune 411030',
    amount: 16_999,
    months: 6,
    applied: '18 Nov 2026',
    status: 'Under review',
    documents: [
      { ...invoice, shown: 'image', file: 'invoice-003.jpg', note: 'Scanned, 18 Nov 2026' },
      awaited(aadhaar),
      awaited(openBox),
    ],
  },
  {
    id: 'CDL-2026-004688',
    customer: 'Suresh Pawar',
    mobile: '88••• ••106',
    product: 'LED television, 43 inch',
    dealer: 'Vijay Home Needs, Karve Nagar, Pune 411052',
    amount: 27_800,
    months: 12,
    applied: '16 Nov 2026',
    status: 'Approved',
    documents: allAwaited,
  },
  {
    id: 'CDL-2026-004675',
    customer: 'Anjali Kulkarni',
    mobile: '99••• ••321',
    product: 'Air conditioner, 1.5 t',
    dealer: 'Vijay Home Needs, Karve Nagar, Pune 411052',
    amount: 36_500,
    months: 18,
    applied: '13 Nov 2026',
    status: 'Disbursed',
    documents: allAwaited,
  },
];
