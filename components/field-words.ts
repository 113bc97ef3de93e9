import { mask } from '@/lib/domain/masked';

/** Atlas's keys whose words cannot be made from the key. */
const known: ReadonlyMap<string, string> = new Map([
  ['dob', 'Date of birth'],
  ['dl_number', 'Licence number'],
  ['document_quality_flag', 'Quality'],
  ['name_as_per_pan', 'Name as per PAN'],
  ['father_name', 'Father’s name'],
  ['valid_till', 'Valid until'],
  ['formatted_address', 'Full address'],
  ['gst_number', 'GST number'],
  ['AADHAAR', 'Aadhaar'],
  ['DRIVING_LICENSE', 'Driving licence'],
  ['GST_CERT', 'GST certificate'],
  ['UDYAM_CERT', 'Udyam certificate'],
  ['SHOP_ACT_LICENSE', 'Shop Act licence'],
]);

const initials = new Set(['pan', 'gst', 'imei', 'id', 'fssai', 'nic', 'cibil', 'pin', 'ifsc', 'upi', 'cdl']);

/** A key of Atlas (`customer_name`, `VOTER_ID`) as a label: `Customer name`, `Voter ID`. */
export function label(key: string): string {
  const exact = known.get(key);
  if (exact) return exact;
  const words = key
    .split(/[_\s.]+/)
    .filter(Boolean)
    .map((word) => (initials.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const [first = '', ...rest] = words;
  return mask([first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' '));
}

const qualities: ReadonlyMap<string, string> = new Map([
  ['original', 'Original document'],
  ['xerox_copy', 'Photocopy'],
  ['photo_of_photo', 'Photo of a photo'],
]);

export interface Quality {
  readonly words: string;
  /** Not the original: the agent should know before the lender asks. */
  readonly doubtful: boolean;
}

export function quality(flag: string): Quality {
  return { words: qualities.get(flag) ?? label(flag), doubtful: flag !== 'original' };
}

/** Below this Atlas was not sure enough for us not to say so. */
export const LOW_CONFIDENCE = 0.8;
/** Likewise for two documents that should agree, 0 to 100. */
export const LOW_SIMILARITY = 80;

const wholeNumber = /^\d{4}[ -]?\d{4}[ -]?\d{4}$/;

/** A loan id as it stands; covered only when all of it could be an Aadhaar number, since dates and dashes are common in ids. */
export function loanName(loanId: string): string {
  return wholeNumber.test(loanId.trim()) ? mask(loanId) : loanId;
}
