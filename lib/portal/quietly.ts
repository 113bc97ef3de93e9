/**
 * Runs what an organisation's file may have wrong: a selector the browser cannot parse, a broken pattern.
 * @returns `undefined` instead of throwing: one bad rule costs its own value, not the page
 */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
