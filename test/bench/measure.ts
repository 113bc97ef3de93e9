import { z } from 'zod';

/** What one side of a bench took, round by round. */
const Series = z.object({
  name: z.string(),
  unit: z.string(),
  values: z.array(z.number()).readonly(),
});

/** A goal of a subject, and how far it was reached. */
const Goal = z.object({
  says: z.string(),
  value: z.number(),
  /** `most`: at or below `limit` is met. */
  kind: z.enum(['most', 'least']),
  limit: z.number(),
  /** What remains, and why; said when it is missed. */
  because: z.string().optional(),
});
export type Goal = z.infer<typeof Goal>;

export const Measured = z.object({
  series: z.array(Series).readonly(),
  goals: z.array(Goal).readonly(),
  /** What a reader has to know of this very run. */
  notes: z.array(z.string()).readonly().optional(),
});
export type Measured = z.infer<typeof Measured>;

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = Number.NaN, above = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (below + above) / 2;
}

export function summary(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Ratio of the medians. */
export function ratio(over: readonly number[], under: readonly number[]): number {
  return median(over) / median(under);
}

export function isMet({ kind, value, limit }: Goal): boolean {
  return kind === 'most' ? value <= limit : value >= limit;
}

/** One side of a bench: does its work once, and says how much of `unit` it took. A warm-up may do less of it. */
export type Side = (isWarmUp: boolean) => Promise<number>;

/**
 * Runs every side once to warm up, then all of them in turn (A B A B …), `rounds` times.
 * @returns each side's values, without the warm-up
 */
export async function inTurn(
  sides: Readonly<Record<string, Side>>,
  rounds: number,
  say: (line: string) => void,
): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const took: string[] = [];
    for (const [name, side] of Object.entries(sides)) {
      const value = await side(round === 0);
      took.push(`${name} ${short(value)}`);
      if (round > 0) values[name]?.push(value);
    }
    say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${took.join(', ')}`);
  }
  return values;
}

/** Three digits that matter. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
