import type { ChildProcess, ForkOptions } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Share } from './legs';
import type { Tally as Sums } from './tally';
import { emptyTally, OF_PROCESS, Tally } from './tally';

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
 * Tells all shares, in their order, in `hands` processes.
 * @param heard called after each share with what it came to
 * @param signal ends it early: shares that are told by then count, the others do not
 */
export async function tellAll(
  shares: readonly Share[],
  { hands, heard, signal }: { hands: number; heard: (share: Share, told: Sums) => void; signal: AbortSignal },
): Promise<void> {
  const queue = [...shares];
  async function work(): Promise<void> {
    let child = fork(hand, FORK);
    try {
      for (let share = queue.shift(); share && !signal.aborted; share = queue.shift()) {
        if (!child.connected) child = fork(hand, FORK);
        const told = await ask(child, share, signal);
        if (told) heard(share, told);
      }
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: hands }, work));
}

/** What a share came to; `undefined`: it was ended early. A story that brings down its teller is a finding, too. */
function ask(child: ChildProcess, share: Share, signal: AbortSignal): Promise<Sums | undefined> {
  return new Promise((resolve) => {
    const stop = () => resolve(undefined);
    const ended = (code: number | null, killedBy: NodeJS.Signals | null) => {
      const finding = `${OF_PROCESS}${share.of} from this one on ended its process: ${code ?? killedBy}`;
      resolve(signal.aborted ? undefined : { ...emptyTally(), findings: [{ seed: share.from, finding }] });
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
