const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** For who does not say how fast his line is. */
const USUAL = 15 * MINUTE;
/** Other captures share the line, and it may get worse. */
const ROOM = 2;
/** The store's clock and ours. */
const SKEW = MINUTE;

/**
 * How long a signed address lives. It is asked for when its turn has come, so size and line say it.
 *
 * @param size bytes
 * @param bytesPerSecond as the client last measured it
 * @returns milliseconds, whole seconds, one minute to one hour
 */
export function lifetimeFor(size: number, bytesPerSecond: number | undefined): number {
  if (bytesPerSecond === undefined) return USUAL;
  const wanted = ((ROOM * size) / bytesPerSecond) * SECOND + SKEW;
  return Math.ceil(Math.min(HOUR, Math.max(MINUTE, wanted)) / SECOND) * SECOND;
}
