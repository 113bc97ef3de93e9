/** How two values that should agree differ, in the kinds that an agent can tell apart on paper. */
export type Difference =
  | 'same'
  | 'writing' // capitals, spaces, dots
  | 'order' // the same words in another order
  | 'part' // one has words that the other lacks
  | 'initials' // one has a letter where the other has the word
  | 'letters' // a letter or two in a word
  | 'digits' // numbers differ
  | 'other';

export interface Compared {
  readonly kind: Difference;
  /** Words that only the one has, and only the other, as they are written. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
}

/** As many letters may differ in a word for it to be a slip. */
const SLIP = 2;
const LEAST_WORD = 4;
/** An address longer than this is not looked at word by word. */
const MOST_WORDS = 60;

/** Compares what two documents say, so that the screen can show where they differ. */
export function compare(first: string, second: string): Compared {
  const [one, two] = [wordsOf(first), wordsOf(second)];
  const onlyFirst = without(one, two);
  const onlySecond = without(two, one);
  return {
    kind: kindOf(first, second, [onlyFirst, onlySecond], Math.max(one.length, two.length)),
    onlyFirst,
    onlySecond,
  };
}

function kindOf(
  first: string,
  second: string,
  [onlyFirst, onlySecond]: readonly [readonly string[], readonly string[]],
  words: number,
): Difference {
  if (first === second) return 'same';
  if (bare(first) === bare(second)) return 'writing';
  if (words > MOST_WORDS) return 'other';
  if (onlyFirst.length === 0 && onlySecond.length === 0) return 'order';
  if (onlyFirst.length === 0 || onlySecond.length === 0) return isAll(first, second, onlyFirst, onlySecond);
  const all = [...onlyFirst, ...onlySecond];
  if (all.every((word) => /\p{Nd}/u.test(word))) return 'digits';
  if (onlyFirst.length !== onlySecond.length) return 'other';
  const pairs = onlyFirst.map((word, at) => [bare(word), bare(onlySecond[at] ?? '')] as const);
  if (pairs.every(([a, b]) => isInitial(a, b) || isInitial(b, a))) return 'initials';
  return pairs.every(([a, b]) => isSlip(a, b)) ? 'letters' : 'other';
}

/** Nothing of the one is in the other when the other says nothing at all. */
function isAll(
  first: string,
  second: string,
  onlyFirst: readonly string[],
  onlySecond: readonly string[],
): Difference {
  const isEmpty = bare(first) === '' || bare(second) === '';
  return isEmpty || onlyFirst.length + onlySecond.length > MOST_WORDS ? 'other' : 'part';
}

const isInitial = (short: string, long: string) => short.length === 1 && long.startsWith(short);

function isSlip(one: string, two: string): boolean {
  const letters = Math.min(one.length, two.length);
  return letters >= LEAST_WORD && distance(one, two) <= Math.min(SLIP, Math.floor(letters / 3));
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;/]+/u).filter((word) => bare(word) !== '');
}

/** Letters and digits of any script, small. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{Nd}]+/gu, '');
}

/** Words of the one that the other has not, each as often as it is missing. */
function without(words: readonly string[], others: readonly string[]): string[] {
  const left = others.map(bare);
  return words.filter((word) => {
    const at = left.indexOf(bare(word));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Letters that must be changed, added or taken out (Levenshtein). */
function distance(one: string, two: string): number {
  let row = Array.from({ length: Array.from(two).length + 1 }, (_, at) => at);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(two).entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
