/**
 * Text in which no Aadhaar number can stand in clear. A branded type: what an agent sees of a document can
 * only be made by `mask`, so an unmasked string does not reach a screen, a log or a store.
 */
export type Masked = string & { readonly [masked]: true };
declare const masked: unique symbol;

/** Groups of digits of any script, with nothing but spaces, dots, hyphens or the like between them. */
const runs = /\p{Nd}+(?:[\s.\-–—_]+\p{Nd}+)*/gu;
const groups = /\p{Nd}+/gu;
/** An Aadhaar number, and its virtual id. */
const lengths = new Set([12, 16]);
const LONGEST = Math.max(...lengths);
const SHOWN = 4;

/** Covers every Aadhaar-like number but its last four digits, also where other digits stand beside it. */
export function mask(text: string): Masked {
  return branded(text.replace(runs, coverRun));
}

/** Covers all digits but the last four, however many there are: for fields known to hold the number. */
export function maskNumber(text: string): Masked {
  const digits = text.replace(/\P{Nd}/gu, '');
  return branded(digits.length > SHOWN ? cover(digits) : text);
}

/** Whole groups that make up a number are covered; a longer number without a gap (IMEI, account) is not one. */
function coverRun(run: string): string {
  const sizes = [...run.matchAll(groups)].map(([digits]) => digits.length);
  const covered = new Set<number>();
  let before = 0;
  sizes.forEach((size, first) => {
    let total = 0;
    for (let last = first; last < sizes.length && total < LONGEST; last += 1) {
      total += sizes[last] ?? 0;
      if (lengths.has(total)) for (let n = 0; n < total - SHOWN; n += 1) covered.add(before + n);
    }
    before += size;
  });
  if (covered.size === 0) return run;
  if (lengths.has(before)) return cover(run.replace(/\P{Nd}/gu, ''));
  let at = -1;
  return run.replace(/\p{Nd}/gu, (digit) => (covered.has((at += 1)) ? 'X' : digit));
}

function cover(digits: string): string {
  return `XXXX XXXX ${digits.slice(-SHOWN)}`;
}

/** The brand is the compiler's alone and leaves nothing at run time: every page draws with this, and none loads a schema. */
function branded(text: string): Masked {
  mark(text);
  return text;
}

function mark(_covered: string): asserts _covered is Masked {}
