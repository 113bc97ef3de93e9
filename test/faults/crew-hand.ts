import { Share } from './legs';
import { tellMachineStory } from './machine-story';
import { installCrypto } from './sim-crypto';
import type { Tally } from './tally';
import { emptyTally, OF_MACHINE, sum, tallyOf } from './tally';
import { tellStory } from './tell-story';

const tell = {
  client: async (seed: number) => tallyOf(await tellStory(seed)),
  machine: async (seed: number): Promise<Tally> => {
    const { events, findings } = tellMachineStory(seed);
    return {
      ...emptyTally(),
      machineStories: 1,
      machineEvents: events,
      findings: findings.map((finding) => ({ seed, finding: `${OF_MACHINE}${finding}` })),
    };
  },
} as const satisfies Record<Share['of'], (seed: number) => Promise<Tally>>;

async function work({ of, from, count }: Share): Promise<void> {
  let tally = emptyTally();
  for (let seed = from; seed < from + count; seed += 1) tally = sum(tally, await tell[of](seed));
  process.send?.(tally);
}

// One of several processes of `crew.ts`: it is sent shares and answers with tallies.
installCrypto();
// Nobody is left to hear of it.
process.once('disconnect', () => process.exit(1));
process.on('message', (message) => void work(Share.parse(message)));
