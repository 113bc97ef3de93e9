import type { World } from '@/lib/world';

/**
 * All that a log line may say. Closed on purpose: there is no field for a message, a body, an address with
 * its query or a name, so none can slip in.
 */
export interface LogFields {
  /** A word of ours, for example a refusal's code or an error's class. */
  readonly code?: string | undefined;
  /** An id of ours: an attempt's. */
  readonly document?: string | undefined;
  readonly method?: string | undefined;
  /** How long it took, in milliseconds. */
  readonly ms?: number | undefined;
  readonly requestId?: string | undefined;
  /** The pattern of a route, never the path that matched it. */
  readonly route?: string | undefined;
  /** From which state to which. */
  readonly states?: string | undefined;
  readonly status?: number | undefined;
  /** An id of Atrium's. */
  readonly tenant?: string | undefined;
  /** Where in our source, as `file.ts:line`. */
  readonly where?: string | undefined;
}

export type Log = (event: string, fields?: LogFields) => void;

const fieldNames = [
  'code',
  'document',
  'method',
  'ms',
  'requestId',
  'route',
  'states',
  'status',
  'tenant',
  'where',
] as const;
/** Words and patterns of ours; prose, addresses with a query and tokens do not fit in. */
const plain = /^[\w:/.*>-]{1,64}$/;

/**
 * Structured lines `{ at, event, ... }`, `at` in epoch milliseconds. A field we do not know is left out, and
 * text that is not a plain word becomes `?`.
 *
 * @param write takes one line of JSON without its line break
 */
export function createLog(world: Pick<World, 'now'>, write: (line: string) => void = writeToConsole): Log {
  return (event, fields = {}) => {
    write(JSON.stringify({ at: world.now(), event: plainWord(event), ...plainFields(fields) }));
  };
}

/** The known fields that are set, each a number or a plain word. */
export function plainFields(fields: LogFields): Record<string, string | number> {
  return Object.fromEntries(
    fieldNames.flatMap((name): [string, string | number][] => {
      const value = fields[name];
      return value === undefined ? [] : [[name, typeof value === 'string' ? plainWord(value) : value]];
    }),
  );
}

/** `?` for text that is not a plain word. */
export function plainWord(text: string): string {
  return plain.test(text) ? text : '?';
}

export function writeToConsole(line: string): void {
  console.info(line);
}
