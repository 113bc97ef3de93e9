import type { PortalProfile } from '@/lib/domain/organisation';
import { type Page, readValue } from './reader';

/** The loan a page shows. */
export interface Loan {
  /** Atlas's `application_id`. */
  readonly loanId: string;
  readonly customer?: string | undefined;
  readonly productType?: string | undefined;
}

const LONGEST_LOAN_ID = 200;
const LONGEST_CUSTOMER = 200;
const LONGEST_PRODUCT = 100;

/**
 * Reads the loan from a page.
 * @returns `undefined` when there is no loan id, or one too long to be one: a shortened id is another loan's
 */
export function readLoan({ loan }: PortalProfile, page: Page): Loan | undefined {
  const loanId = readValue(loan.id, page);
  if (loanId === undefined || loanId.length > LONGEST_LOAN_ID) return undefined;
  return {
    loanId,
    customer: loan.customer && readValue(loan.customer, page)?.slice(0, LONGEST_CUSTOMER),
    productType: loan.productType && readValue(loan.productType, page)?.slice(0, LONGEST_PRODUCT),
  };
}
