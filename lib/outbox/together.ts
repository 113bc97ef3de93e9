/** Waits its turn, and is told how its own part of the transaction ended. */
interface Job<Tx, T> {
  readonly work: (tx: Tx) => Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (thrown: unknown) => void;
}

/** So many writes share one transaction: what fails takes no longer than this to be told apart. */
const MOST = 16;

/**
 * Lets small writes share transactions. A strict transaction waits for the disk, and the next one waits for it: what is
 * asked for meanwhile goes in one more instead of in one each. Nobody shares the fate of another: when the shared one
 * fails, each is tried in one of its own.
 * @param transact one transaction; rejects when nothing of it was written
 * @param isFinal whether it is no use to try again at once
 */
export function createTogether<Tx, T>(
  transact: <V>(work: (tx: Tx) => Promise<V>) => Promise<V>,
  isFinal: (thrown: unknown) => boolean,
) {
  let waiting: Array<Job<Tx, T>> = [];
  let isWriting = false;

  async function alone({ work, resolve, reject }: Job<Tx, T>): Promise<void> {
    await transact(work).then(resolve, reject);
  }

  async function shared(jobs: ReadonlyArray<Job<Tx, T>>): Promise<void> {
    const [ended] = await Promise.allSettled([
      transact(async (tx) => {
        const values = new Array<T>();
        for (const { work } of jobs) values.push(await work(tx));
        return values;
      }),
    ]);
    if (ended.status === 'fulfilled') {
      for (const [place, value] of ended.value.entries()) jobs[place]?.resolve(value);
    } else if (isFinal(ended.reason)) {
      for (const { reject } of jobs) reject(ended.reason);
    } else for (const job of jobs) await alone(job);
  }

  async function write(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const jobs = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      const [first] = jobs;
      await (first && jobs.length === 1 ? alone(first) : shared(jobs));
    }
    isWriting = false;
  }

  /** @param work run in a transaction, perhaps twice: first with others, then alone; only one of them is written */
  return (work: (tx: Tx) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject });
      if (!isWriting) void write();
    });
}
