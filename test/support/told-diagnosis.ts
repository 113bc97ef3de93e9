import { z } from 'zod';
import { Failed } from '@/lib/domain/failed';
import type { Event } from '@/lib/outbox/events';

/** A file of `diagnosis.save`, as far as it is told; made by any version of ours that writes this format. */
const File = z.object({
  format: z.literal('satchel/diagnosis/1'),
  at: z.number(),
  phase: z.string(),
  loans: z.array(
    z.object({
      loan: z.number(),
      card: z.string(),
      flowUuid: z.string().optional(),
      documents: z.array(
        z.object({
          kind: z.string(),
          attempts: z.array(z.object({ document: z.string(), state: z.string(), tries: z.number() })),
        }),
      ),
    }),
  ),
  log: z.array(z.string()),
});
type File = z.infer<typeof File>;
type Attempt = File['loans'][number]['documents'][number]['attempts'][number];

const Line = z.looseObject({ at: z.number(), event: z.string() });
type Line = z.infer<typeof Line>;
const Change = Line.extend({ document: z.string(), states: z.string(), code: z.string().optional() });
type Change = z.infer<typeof Change>;

/** The states that a list of events ends in, by attempt: a log can be played again. */
export function replay(events: ReadonlyArray<Pick<Event, 'document' | 'states'>>): Map<string, string> {
  return new Map(events.map(({ document, states }) => [document, states.split('>')[1] ?? '']));
}

/**
 * What happened to each document of a diagnosis, change by change, and whether its record says what its log ends in.
 * @param text a file as the options page saves it
 * @returns lines of text; instants in UTC, by the device's clock
 * @throws Failed `unreadable` when it is no such file
 */
export function tell(text: string): string[] {
  const { at, phase, loans, log } = fileOf(text);
  const lines = log.flatMap((line) => Line.safeParse(parsed(line)).data ?? []);
  const changes = lines.flatMap((line) => Change.safeParse(line).data ?? []);
  const ends = replay(changes);
  const known = new Set(
    loans.flatMap(({ documents }) =>
      documents.flatMap(({ attempts }) => attempts.map(({ document }) => document)),
    ),
  );
  const strays = changes.filter(({ document }) => !known.has(document));
  const others = lines.filter((line) => !Change.safeParse(line).success);
  return [
    `${instant(at)}  ${phase}, ${loans.length} loans, ${log.length} lines of log`,
    ...loans.flatMap(({ loan, card, flowUuid = 'no flow at Atlas', documents }) => [
      '',
      `Loan ${loan}: ${card}, ${flowUuid}`,
      ...documents.flatMap(({ kind, attempts }) =>
        attempts.flatMap((attempt) => [
          `  ${kind} ${attempt.document}: ${attempt.state}, ${attempt.tries} tries`,
          ...changes
            .filter(({ document }) => document === attempt.document)
            .map((one) => `    ${changed(one)}`),
          `    ${verdict(attempt, ends.get(attempt.document))}`,
        ]),
      ),
    ]),
    ...part(
      'Documents of loans that are not in the file',
      strays.map((one) => `${one.document} ${changed(one)}`),
    ),
    ...part('What else was logged', others.map(other)),
  ];
}

function fileOf(text: string): File {
  const file = File.safeParse(parsed(text));
  if (file.success) return file.data;
  const [issue] = file.error.issues;
  throw new Failed('unreadable', {
    detail: `no diagnosis of Satchel: ${issue?.path.join('.') || 'not JSON'}`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function verdict({ state }: Attempt, end: string | undefined): string {
  if (end === undefined) return 'the log has nothing of it: it began after, or too much came later';
  return end === state ? 'the log ends as the record stands' : `DIFFERS: the log ends in ${end}`;
}

function changed({ at, states, code }: Change): string {
  const [from, to] = states.split('>');
  return `${instant(at)}  ${from ? `${from} to ${to}` : `${to}`}${code === undefined ? '' : ` (${code})`}`;
}

function other({ at, event, ...fields }: Line): string {
  const said = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  return [instant(at), event, ...said].join('  ');
}

const part = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];

const instant = (at: number) => new Date(at).toISOString().replace('T', ' ');
