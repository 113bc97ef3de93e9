import pino from 'pino';
import type { Log, LogFields } from '@/lib/log';
import { plainFields, plainWord } from '@/lib/log';
import type { World } from '@/lib/world';

/** In one write for many lines, and no line waits longer than half a second; what is left is written at the end. */
const standardOutput = { dest: 1, sync: false, minLength: 4_096, periodicFlush: 500 };

/**
 * The broker's log: one line of JSON each, `{ level, at, event, ... }`, `at` in epoch milliseconds. What a line
 * may say is the closed list of `lib/log.ts`; anything else is cut before it gets here.
 *
 * @param to takes lines with their line break; standard output when it is not given
 */
export function createBrokerLog(
  world: Pick<World, 'now'>,
  to: pino.DestinationStream = pino.destination(standardOutput),
): Log {
  const logger = pino(
    {
      base: null,
      messageKey: 'event',
      timestamp: () => `,"at":${world.now()}`,
      formatters: { level: (level) => ({ level }) },
    },
    to,
  );
  return (event, fields = {}) => logger[levelOf(event, fields)](plainFields(fields), plainWord(event));
}

const FAILED = 500;

function levelOf(event: string, { status = 0 }: LogFields): 'error' | 'warn' | 'info' {
  if (event === 'bug') return 'error';
  return status >= FAILED ? 'warn' : 'info';
}
