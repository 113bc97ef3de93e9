import type { Receipt } from '@/lib/domain/receipt';

/** How a sent document stands, in the table of receipts. */
export const stateWords: Readonly<Record<Receipt['state'], string>> = {
  captured: 'Not taken by Atlas, to be sent again',
  stored: 'Not taken by Atlas, to be sent again',
  submitted: 'Checking with Atlas whether it arrived',
  fenced: 'Checking with Atlas whether it arrived',
  withdrawn: 'Never arrived; sent anew',
  sent: 'With Atlas',
  read: 'Read by Atlas',
  refused: 'Refused by Atlas',
  parked: 'Not taken by Atlas',
  discarded: 'Discarded before Atlas took it',
};
