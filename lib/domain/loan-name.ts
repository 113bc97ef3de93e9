import { mask } from './masked';

/** An Aadhaar number or its virtual id, in digits of any script, and nothing else. */
const wholeNumber = /^\p{Nd}{4}(?:[\s.\-–—_]*\p{Nd}{4}){2,3}$/u;

/**
 * A loan's id as it is shown, said and exported, everywhere: as it stands, since dates and dashes are common in ids, but
 * covered where all of it could be an Aadhaar number.
 */
export function loanName(loanId: string): string {
  const id = loanId.trim();
  return wholeNumber.test(id) ? mask(id) : loanId;
}
