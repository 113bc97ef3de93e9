/** How long an answer may take in real time before it is taken for one that does not come by itself. */
const PATIENCE = 300;

/**
 * What goes on by itself, without a clock: databases, ciphers and servers work on real threads.
 * @param patience in real milliseconds
 */
export function createRealWork(patience = PATIENCE) {
  const since = new Map<Promise<unknown>, number>();
  const isBusy = () =>
    ciphers.size > 0 || [...since.values()].some((at) => performance.now() - at < patience);
  return {
    /** An answer to be waited for: it may come by itself. */
    track<T>(answer: Promise<T>): Promise<T> {
      since.set(answer, performance.now());
      const end = () => since.delete(answer);
      answer.then(end, end);
      return answer;
    },
    /** Lets everything run that waits for no timer. */
    async quiet(): Promise<void> {
      for (let turn = 0; turn < 30; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isBusy()) turn = 0;
      }
    },
  };
}

/** Ciphers and hashes under way: on a busy machine they outlast any number of turns, and a clock moved on meanwhile. */
const ciphers = new Set<Promise<unknown>>();
const subtle: object = SubtleCrypto.prototype;

for (const name of [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
] as const) {
  const work: unknown = Reflect.get(subtle, name);
  if (typeof work !== 'function') throw new TypeError(`no ${name} to watch`);
  Reflect.set(subtle, name, async function watched(this: SubtleCrypto, ...input: unknown[]) {
    const under = Promise.resolve<unknown>(Reflect.apply(work, this, input));
    ciphers.add(under);
    return under.finally(() => ciphers.delete(under));
  });
}
