import type { Kind } from './organisation';

/** The kind of a document whose name says nothing. */
export const OTHER: Kind = 'OTHER';

/** What people call a kind in names of files; each entry is words that must all be there. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  AADHAAR: ['aadhaar', 'aadhar', 'adhaar', 'adhar', 'eaadhaar', 'uid', 'uidai'],
  PAN: ['pan', 'pancard'],
  DRIVING_LICENSE: ['dl', 'driving', 'licence', 'license'],
  VOTER_ID: ['voter', 'epic', 'voterid'],
  PASSPORT: ['passport'],
  GST_CERT: ['gst', 'gstin'],
  UDYAM_CERT: ['udyam', 'msme'],
  SHOP_ACT_LICENSE: ['gumasta', 'shop act'],
  FSSAI: ['fssai'],
  DELIVERY_ORDER: ['delivery order', 'do'],
  INVOICE: ['invoice', 'bill', 'inv'],
  OPEN_BOX: ['open box', 'openbox', 'imei'],
  BANK_STATEMENT: ['bank statement', 'statement', 'passbook'],
};

/**
 * A guess from the words of a path, the file's own name first, then the folder it lies in. The agent sees and changes
 * it; nothing is decided by it.
 * @param kinds those that the product has
 */
export function guessKind(path: string, kinds: readonly Kind[]): Kind {
  const names = path.split('/').toReversed().map(wordsOf);
  for (const words of names) {
    const found = kinds.filter((kind) => isNamed(words, kind));
    // `aadhaar and pan.pdf` is neither.
    if (found.length > 0) return found.length === 1 ? (found[0] ?? OTHER) : OTHER;
  }
  return OTHER;
}

/** `PAN_Card-2.final.jpg` as `pan card 2 final jpg`; `panCard` as two words. */
function wordsOf(name: string): ReadonlySet<string> {
  const apart = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/(\p{L})(\d)/gu, '$1 $2');
  return new Set(apart.toLowerCase().split(/[^\p{L}\p{M}\d]+/u));
}

function isNamed(words: ReadonlySet<string>, kind: Kind): boolean {
  const names = [kind.toLowerCase().replaceAll('_', ' '), ...(spoken[kind] ?? [])];
  return names.some((name) => name.split(' ').every((word) => words.has(word)));
}
