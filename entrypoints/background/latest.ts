/**
 * Runs `work` for the latest call: at once if it is not running, and once more after it if it was called meanwhile,
 * however often. What is drawn from the whole outbox need not be drawn for each of a hundred changes.
 * @param work never rejects
 * @param pause between one run and the next
 */
export function createLatest(work: () => Promise<void>, pause: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work();
      await pause();
    }
    isRunning = false;
  }

  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
