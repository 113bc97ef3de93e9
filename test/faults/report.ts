import { happenings } from './happenings';
import type { Leg, Mended } from './legs';
import type { Tally } from './tally';

/** How a run at length went. */
export interface Run {
  readonly tally: Tally;
  readonly asked: { readonly stories: number; readonly machineStories: number };
  readonly from: number;
  readonly legs: readonly Leg[];
  readonly mended: readonly Mended[];
}

const count = (number: number) => number.toLocaleString('en');

/** In so many stories each kind of mishap comes about. */
const ENOUGH = 2_000;

/** Kinds of mishap that no story met, when there were enough: each is an error of the simulation. */
export function missing({ faults, stories }: Tally): string[] {
  if (stories < ENOUGH) return [];
  return happenings.map(([name]) => name).filter((name) => (faults[name] ?? 0) === 0);
}

const legLine = ({ commit, hands, seconds, stories, machineStories }: Leg) =>
  `- Commit ${commit}: ${count(stories)} stories and ${count(machineStories)} of the machine, ${hands} processes, ${count(Math.round(seconds / 60))} minutes.`;

/** The text of `SIMULATION.md` but for its planted defects. */
export function reportOf({ tally, asked, from, legs, mended }: Run): string {
  const isWhole = tally.stories >= asked.stories && tally.machineStories >= asked.machineStories;
  const table = (name: string, counts: Tally['faults']) => [
    '',
    `| ${name} | times |`,
    '| --- | ---: |',
    ...Object.entries(counts).map(([kind, times]) => `| ${kind} | ${count(times)} |`),
    '',
  ];
  // Shares are begun in the order of their seeds; of a run cut short, the last ones of each process are not in.
  const seeds = isWhole ? `${from} to ${from + asked.stories - 1}` : `from ${from} on, in order`;
  return [
    '# The simulation at length',
    '',
    '`npm run simulate` writes this page. `npm run simulate -- --seed N` tells one story again, with its trace. A story is the whole client on a device, with the broker, Atlas, Atrium and the store around it; every row below is counted from what came about, not from what was meant to.',
    '',
    ...legs.map(legLine),
    `- Whole client: **${count(tally.stories)} stories** of ${count(asked.stories)}, seeds ${seeds}: ${count(tally.requests)} requests in ${count(Math.round(tally.hours))} simulated hours.`,
    `- Machine with its store: **${count(tally.machineStories)} stories** of ${count(asked.machineStories)}, ${count(tally.machineEvents)} events.`,
    `- **${count(tally.findings.length)} findings.**${isWhole ? '' : ' The run goes on: `npm run simulate -- --go-on`.'}`,
    ...tally.findings.slice(0, 50).map(({ seed, finding }) => `  - seed ${seed}: ${finding}`),
    ...mended.map(
      ({ seed, finding, commit }) =>
        `- Found by an earlier leg, and not by commit ${commit}, which told its story again: seed ${seed}: ${finding}`,
    ),
    ...missing(tally).map((name) => `- No story met: ${name}.`),
    '',
    '## What happened to the client',
    ...table('kind', tally.faults),
    '## How attempts ended',
    ...table('state', tally.states),
  ].join('\n');
}
