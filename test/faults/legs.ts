import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Finding, Tally } from './tally';

/** A share of the work: `count` stories of one kind, from a seed on. */
export const Share = z.object({
  of: z.enum(['client', 'machine']),
  from: z.number(),
  count: z.number(),
});
export type Share = z.infer<typeof Share>;

/** One sitting of a run at length. */
const Leg = z.object({
  /** Short hash of the commit that was simulated; with a `+` when files had been changed since. */
  commit: z.string(),
  hands: z.number(),
  seconds: z.number(),
  stories: z.number(),
  machineStories: z.number(),
});
export type Leg = z.infer<typeof Leg>;

/** Found by an earlier leg, and not any more when its story was told again at this commit. */
const Mended = Finding.extend({ commit: z.string() });
export type Mended = z.infer<typeof Mended>;

/** What has been told of a run at length. It takes hours, so it may be told in several legs; nothing is told twice. */
export const Told = z.object({
  legs: z.array(Leg),
  shares: z.array(Share),
  tally: Tally,
  mended: z.array(Mended).default([]),
});
export type Told = z.infer<typeof Told>;

export function readTold(path: string): Told | undefined {
  return existsSync(path) ? Told.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

export function writeTold(path: string, told: Told): void {
  writeFileSync(path, `${JSON.stringify(told, undefined, 2)}\n`);
}

/** Shares next to each other as one. */
export function joined(shares: readonly Share[]): Share[] {
  const all = shares.toSorted((one, other) => one.of.localeCompare(other.of) || one.from - other.from);
  return all.reduce<Share[]>((list, share) => {
    const last = list.at(-1);
    if (last?.of !== share.of || last.from + last.count < share.from) return [...list, share];
    const count = Math.max(last.count, share.from + share.count - last.from);
    return [...list.slice(0, -1), { ...last, count }];
  }, []);
}

/** Those of which not all has been told. */
export function untold(shares: readonly Share[], told: readonly Share[]): Share[] {
  const covers = (one: Share, share: Share) =>
    one.of === share.of && one.from <= share.from && share.from + share.count <= one.from + one.count;
  return shares.filter((share) => !told.some((one) => covers(one, share)));
}

/**
 * Tells the stories again in which something was found: what is not found any more is mended, the rest stays.
 * @param tell what is found in the story of a finding now
 */
export async function toldAgain(
  told: Told,
  commit: string,
  tell: (finding: Finding) => Promise<readonly string[]>,
): Promise<Told> {
  const left = new Array<Finding>();
  const mended = [...told.mended];
  for (const one of told.tally.findings) {
    if ((await tell(one)).length > 0) left.push(one);
    else mended.push({ ...one, commit });
  }
  return { ...told, mended, tally: { ...told.tally, findings: left } };
}
