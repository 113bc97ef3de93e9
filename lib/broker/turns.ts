/** Lets at most `most` pieces of work run at once; the others wait for their turn in order. */
export function createTurns(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function take<T>(work: () => Promise<T>): Promise<T> {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The turn passes on as it is: whoever waits runs in its place.
      if (next) next();
      else running -= 1;
    }
  };
}
