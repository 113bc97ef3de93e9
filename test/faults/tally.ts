import { z } from 'zod';
import type { Ended } from './tell-story';

/** How findings begin that are not of a story of the client. */
export const OF_MACHINE = 'machine: ';
export const OF_PROCESS = 'a story of the ';

const Counts = z.record(z.string(), z.number());
/** What a story broke, and its seed. */
export const Finding = z.object({ seed: z.number(), finding: z.string() });
export type Finding = z.infer<typeof Finding>;

/** What many stories came to. Sums only, so that the tallies of two processes add up. */
export const Tally = z.object({
  stories: z.number(),
  requests: z.number(),
  /** Of the stories' own clocks. */
  hours: z.number(),
  /** What happened to the client and how often, by kind. */
  faults: Counts,
  /** In which states attempts have ended. */
  states: Counts,
  machineStories: z.number(),
  machineEvents: z.number(),
  findings: z.array(Finding),
});
export type Tally = z.infer<typeof Tally>;

export const emptyTally = (): Tally => ({
  stories: 0,
  requests: 0,
  hours: 0,
  faults: {},
  states: {},
  machineStories: 0,
  machineEvents: 0,
  findings: [],
});

export function tallyOf(ended: Ended): Tally {
  return {
    ...emptyTally(),
    stories: 1,
    requests: ended.requests,
    hours: ended.hours,
    faults: Object.fromEntries(ended.faults),
    states: Object.fromEntries(ended.states),
    findings: ended.findings.map((finding) => ({ seed: ended.seed, finding })),
  };
}

export function sum(one: Tally, other: Tally): Tally {
  return {
    stories: one.stories + other.stories,
    requests: one.requests + other.requests,
    hours: one.hours + other.hours,
    faults: sumCounts(one.faults, other.faults),
    states: sumCounts(one.states, other.states),
    machineStories: one.machineStories + other.machineStories,
    machineEvents: one.machineEvents + other.machineEvents,
    findings: [...one.findings, ...other.findings],
  };
}

function sumCounts(one: Tally['faults'], other: Tally['faults']): Tally['faults'] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].toSorted().map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]),
  );
}
