import type { Reading } from './atlas-reading';

const sure = (values: Readonly<Record<string, string>>): Reading['fields'] =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, confidence_score: 0.96 }]));

/** What a good reading of each document of a loan looks like, in the order in which agents take them. */
export const typicalReadings: readonly Reading[] = [
  {
    documentType: 'AADHAAR',
    fields: sure({
      aadhaar_number: '495381726045',
      name: 'Meena Iyer',
      date_of_birth: '16/07/1986',
      address: 'Flat 302, Kaveri Residency, Lane 5, Prabhat Road, Erandwane, Pune, Maharashtra 411004',
    }),
    formatted_address: {
      address_line_1: 'Flat 302, Kaveri Residency, Lane 5',
      address_line_2: 'Prabhat Road, Erandwane',
      city: 'Pune',
      state: 'Maharashtra',
      postcode: '411004',
    },
  },
  {
    documentType: 'PAN',
    fields: sure({
      pan_number: 'QSPXK4718R',
      name_as_per_pan: 'MEENA IYER',
      father_name: 'RAMESH IYER',
      dob: '16/07/1986',
    }),
    document_quality_flag: 'original',
  },
  {
    documentType: 'INVOICE',
    fields: sure({
      customer_name: 'Meena Iyer',
      dealer_address: 'Shree Electronics, 14 MG Road, Pune 411001',
      invoice_number: 'SE-2627-3385',
      invoice_date: '20/11/2026',
      total_amount: '31,490.00',
    }),
  },
  {
    documentType: 'DELIVERY_ORDER',
    fields: sure({
      customer_name: 'Meena Iyer',
      dealer_address: 'Shree Electronics, 14 MG Road, Pune 411001',
      order_number: 'DO-2026-118204',
      order_date: '19/11/2026',
      amount_financed: '25,192.00',
    }),
  },
  { documentType: 'OPEN_BOX_IMAGE', fields: {} },
];
