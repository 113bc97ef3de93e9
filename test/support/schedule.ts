/** How a part ended: vitest's tests count one by one, any other part counts as one. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** Shown on the part's line. */
  readonly note?: string;
  /** Shown below it when something failed. */
  readonly output: string;
}

export interface Part {
  readonly name: string;
  /** Parts that must have ended before; whether they passed is no matter. Those not chosen do not count. */
  readonly after?: readonly string[];
  /** Runs with nothing beside it, because it measures time or fills the machine. */
  readonly alone?: true;
  readonly run: () => Promise<Result>;
}

/**
 * Runs parts in their order, at most `lanes` side by side; one that fails or throws holds up no other.
 * @returns their results in the order of `parts`
 */
export async function schedule(
  parts: readonly Part[],
  lanes: number,
  print: (line: string) => void,
): Promise<Result[]> {
  const started = new Map<string, Promise<Result>>();
  const open = new Set<Promise<Result>>();
  for (const part of parts) {
    const before = part.alone ? [...open] : (part.after ?? []).flatMap((name) => started.get(name) ?? []);
    await Promise.all(before);
    if (open.size >= lanes) await Promise.race(open);
    const work = measured(part, print).finally(() => open.delete(work));
    open.add(work);
    started.set(part.name, work);
    if (part.alone) await work;
  }
  return Promise.all(started.values());
}

async function measured({ name, run }: Part, print: (line: string) => void): Promise<Result> {
  const startedAt = performance.now();
  const result = await run().catch((error: unknown) => ({ passed: 0, failed: 1, output: String(error) }));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const note = 'note' in result && result.note !== undefined ? `  ${result.note}` : '';
  print(`${result.failed > 0 ? 'FAIL' : 'ok  '} ${name.padEnd(8)} ${seconds.padStart(6)} s${note}`);
  if (result.failed > 0) print(result.output.trimEnd().replaceAll(/^/gm, '     '));
  return result;
}

/** The last line of a run. */
export function sum(results: readonly Result[]): string {
  const total = (key: 'passed' | 'failed') => results.reduce((count, result) => count + result[key], 0);
  return `${total('passed')} passed, ${total('failed')} failed`;
}

/**
 * The parts that `--only a,b` names, or all.
 * @throws with the names there are when one is unknown
 */
export function choose(parts: readonly Part[], args: readonly string[]): readonly Part[] {
  const at = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='));
  if (at < 0) return parts;
  const names = (args[at]?.split('=')[1] ?? args[at + 1] ?? '').split(',').filter(Boolean);
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (names.length === 0 || unknown.length > 0)
    throw new Error(
      `--only takes some of ${parts.map(({ name }) => name).join(',')}, and not "${unknown.join(',')}"`,
    );
  return parts.filter(({ name }) => names.includes(name));
}
