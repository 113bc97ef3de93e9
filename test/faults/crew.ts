import type { ChildProcess, ForkOptions } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Share } from './crew-hand';
import type { Tally as Sums } from './tally';
import { emptyTally, sum, Tally } from './tally';

const hand = fileURLToPath(new URL('crew-hand.ts', import.meta.url));
/** Stories are made of what lives for a moment: a larger nursery spares an eighth of the time. */
const FORK: ForkOptions = {
  stdio: 'inherit',
  execArgv: [...process.execArgv, '--max-semi-space-size=64'],
};
const SHARE: Readonly<Record<Share['of'], number>> = { client: 100, machine: 5_000 };

/** Cuts `count` stories from seed `from` on into shares. */
export function sharesOf(of: Share['of'], from: number, count: number): Share[] {
  const shares = [];
  for (let told = 0; told < count; told += SHARE[of])
    shares.push({ of, from: from + told, count: Math.min(SHARE[of], count - told) });
  return shares;
}

/** Both lists in one, each in its own order and spread evenly, so that a run cut short has told some of both. */
export function mixed(one: readonly Share[], other: readonly Share[]): Share[] {
  const placed = [one, other].flatMap((shares) =>
    shares.map((share, index) => ({ share, at: (index + 0.5) / shares.length })),
  );
  return placed.toSorted((a, b) => a.at - b.at).map(({ share }) => share);
}

/**
 * Tells all shares, in their order, in `hands` processes, and adds up what they came to.
 * @param heard called with the sum so far after each share
 * @param signal ends it early: shares that are told by then count, the others do not
 */
export async function tellAll(
  shares: readonly Share[],
  { hands, heard, signal }: { hands: number; heard: (sofar: Sums) => void; signal: AbortSignal },
): Promise<Sums> {
  const queue = [...shares];
  let sofar = emptyTally();
  async function work(): Promise<void> {
    let child = fork(hand, FORK);
    try {
      for (let share = queue.shift(); share && !signal.aborted; share = queue.shift()) {
        if (!child.connected) child = fork(hand, FORK);
        const told = await ask(child, share, signal);
        sofar = sum(sofar, told);
        heard(sofar);
      }
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: hands }, work));
  return sofar;
}

/** What a share came to. A story that brings down its teller is a finding, too. */
function ask(child: ChildProcess, share: Share, signal: AbortSignal): Promise<Sums> {
  return new Promise((resolve) => {
    const stop = () => resolve(emptyTally());
    const ended = (code: number | null, killedBy: NodeJS.Signals | null) => {
      const finding = `a story of the ${share.of} from this one on ended its process: ${code ?? killedBy}`;
      resolve({ ...emptyTally(), findings: signal.aborted ? [] : [{ seed: share.from, finding }] });
    };
    child.once('exit', ended);
    signal.addEventListener('abort', stop, { once: true });
    child.once('message', (message) => {
      signal.removeEventListener('abort', stop);
      child.off('exit', ended);
      resolve(Tally.parse(message));
    });
    child.send(share);
  });
}
