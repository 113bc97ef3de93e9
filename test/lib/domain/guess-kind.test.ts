import { expect, test } from 'vitest';
import { guessKind } from '@/lib/domain/guess-kind';

const kinds = ['AADHAAR', 'PAN', 'DRIVING_LICENSE', 'DELIVERY_ORDER', 'INVOICE', 'OPEN_BOX', 'SALE_DEED'];

test.each([
  ['scans/LN-417/PAN_Card-2.final.jpg', 'PAN'],
  ['scans/LN-417/panCard.jpg', 'PAN'],
  ['scans/aadhar front.png', 'AADHAAR'],
  ['Aadhaar/0001.jpg', 'AADHAAR'],
  ['Aadhaar/pan.jpg', 'PAN'],
  ['invoice17.pdf', 'INVOICE'],
  ['Bill No 8.pdf', 'INVOICE'],
  ['delivery-order.pdf', 'DELIVERY_ORDER'],
  ['order delivery.pdf', 'DELIVERY_ORDER'],
  ['DL_0042.jpg', 'DRIVING_LICENSE'],
  ['sale deed.pdf', 'SALE_DEED'],
  ['open_box/1.jpg', 'OPEN_BOX'],
  // Words within other words say nothing, and two kinds are none.
  ['company.jpg', 'OTHER'],
  ['japan.jpg', 'OTHER'],
  ['pan and aadhaar.pdf', 'OTHER'],
  ['pan/aadhaar and pan.pdf', 'OTHER'],
  ['sale.pdf', 'OTHER'],
  ['IMG_20261128.jpg', 'OTHER'],
  // A kind that the product does not have is not guessed.
  ['passport.jpg', 'OTHER'],
])('%s is %s', (path, kind) => {
  expect(guessKind(path, kinds)).toBe(kind);
});
