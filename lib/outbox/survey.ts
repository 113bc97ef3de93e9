import { z } from 'zod';
import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, Flow } from '@/lib/domain/flow';
import type { Witnessed } from './testimony';

/** Whose a damaged record is and of which loan, each as far as it can be read. */
const Place = z
  .object({
    tenantId: z.string().optional().catch(undefined),
    agentId: z.string().optional().catch(undefined),
    loanId: z.string().optional().catch(undefined),
  })
  .catch({});
export type Place = z.infer<typeof Place>;

/** What lies in the database and matters to the witness, of every agent, read in one transaction. */
export interface Survey {
  readonly flows: readonly Flow[];
  /** Whose records do not parse, and of which loan, as far as they still say. */
  readonly damaged: readonly Place[];
  /** Captures whose bytes are there. */
  readonly captureIds: ReadonlySet<string>;
}

/** Loans of captures that are in none of these records: what was finished is not among them. */
export function loansOutside(
  records: readonly unknown[],
  of: readonly Witnessed[],
): Array<[tenantId: string, agentId: string, loanId: string]> {
  const inside = new Set(records.map((record) => nameOf(Place.parse(record))));
  const outside = new Map(of.map((one) => [nameOf(one), one]));
  return [...outside].flatMap(([name, { tenantId, agentId, loanId }]) =>
    inside.has(name) ? [] : [[tenantId, agentId, loanId]],
  );
}

const nameOf = ({ tenantId, agentId, loanId }: Place) => JSON.stringify([tenantId, agentId, loanId]);

/** `kept`: as it should be. `missing`: lost. `over`: nobody needs its bytes any more. */
export type Fate = 'kept' | 'missing' | 'over';

/** What the database says of captures that the agent was told are safe. */
export function createFates(survey: Survey): (one: Witnessed) => Fate {
  const holders = new Map<string, FlowDocument>();
  for (const { documents } of survey.flows)
    for (const document of documents)
      for (const { capture } of document.attempts) holders.set(capture.captureId, document);

  return (one) => {
    const hasBytes = survey.captureIds.has(one.captureId);
    const holder = holders.get(one.captureId);
    if (holder) return fateIn(holder, one.captureId, hasBytes);
    // Bytes whose record is damaged are counted there, and not lost: nothing deletes them.
    const isQuarantined = survey.damaged.some((at) => isOfLoan(at, one));
    return hasBytes && isQuarantined ? 'kept' : 'missing';
  };
}

/** Captures in the database that may be told safe: their bytes are here and still needed. */
export function captured(survey: Survey): Witnessed[] {
  const fate = createFates(survey);
  const all = survey.flows.flatMap((flow) =>
    flow.documents.flatMap(({ kind, attempts }) =>
      attempts.map(({ capture }) => witnessed(flow, flow.loanId, kind, capture)),
    ),
  );
  const once = new Map(all.map((one) => [one.captureId, one]));
  return [...once.values()].filter((one) => survey.captureIds.has(one.captureId) && fate(one) === 'kept');
}

export function witnessed(
  { tenantId, agentId }: Owner,
  loanId: string,
  kind: string,
  { captureId, capturedAt }: Pick<Witnessed, 'captureId' | 'capturedAt'>,
): Witnessed {
  return { captureId, tenantId, agentId, loanId, kind, capturedAt };
}

function fateIn(document: FlowDocument, captureId: string, hasBytes: boolean): Fate {
  const current = currentAttempt(document);
  if ((current.state === 'read' || current.state === 'discarded') && current.released) return 'over';
  // Deleted by the agent on leaving: what is still to do for it outside needs no bytes.
  if (current.state === 'discarded' && current.deletedAt !== undefined) return 'over';
  if (hasBytes) return 'kept';
  // Replaced by the agent: it is the newer capture that counts.
  if (current.capture.captureId !== captureId) return 'over';
  // In every other state the store outside holds the bytes, and the document goes its way without ours.
  return ['captured', 'parked', 'discarded'].includes(current.state) ? 'missing' : 'kept';
}

function isOfLoan(at: Place, one: Witnessed): boolean {
  const { tenantId = '', agentId = '', loanId } = at;
  return isOwner({ tenantId, agentId }, one) && loanId === one.loanId;
}

/** Places of the records that do not parse, of those in the line and of those set aside. */
export function damagedPlaces(stored: readonly unknown[], aside: readonly unknown[]): Place[] {
  return [...stored.filter((record) => !Flow.safeParse(record).success), ...aside].map((record) =>
    Place.parse(record),
  );
}

/** A record that no longer says whose it is is counted to everybody: better twice than never. */
export function mayBelongTo({ tenantId, agentId }: Place, owner: Owner): boolean {
  const isUnknown = tenantId === undefined || agentId === undefined;
  return isUnknown || isOwner({ tenantId, agentId }, owner);
}
