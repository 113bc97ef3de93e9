import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import { isPassing } from '@/lib/domain/failed';
import { Flow } from '@/lib/domain/flow';
import { folderOfPart } from '@/lib/domain/folder-id';
import { awaitsEnd } from '@/lib/outbox/asking';
import { asksSlowDown, attemptsBounded, bounded, waitsBounded } from './bounds';
import type { Device } from './sim-device';
import type { Ledger, Submitted, Told, Upload } from './sim-ledger';
import type { SimTown } from './sim-town';

/** Where a story is judged: what is outside of the device, and what the agent did and was told. */
export interface Court {
  readonly town: SimTown;
  readonly ledger: Ledger;
  readonly device: Device;
}

/** What the agent is shown of a document, in the list of loans or in the table of a folder. */
export type SeenDocument = Pick<
  DocumentView,
  'slotId' | 'kind' | 'documentId' | 'state' | 'wanted' | 'isLate' | 'failure' | 'verdictCode'
> &
  Partial<Pick<DocumentView, 'sameAs' | 'canDiscard'>>;

/** A loan, or a part of a folder. */
export interface SeenFlow extends Pick<FlowView, 'flowId' | 'loanId' | 'state'> {
  readonly documents: readonly SeenDocument[];
}

const short = (id: string) => id.slice(0, 8);
/** Statuses by which Atlas has surely taken nothing. */
const refusals = new Set([400, 401, 403, 404, 405, 409, 410, 413, 415, 429]);

/** What every list of loans an agent is shown must keep to. */
export function checkViews(court: Court, agentId: string, flows: readonly SeenFlow[]): void {
  for (const flow of flows) {
    ownAgentOnly(court, agentId, flow);
    for (const document of flow.documents) truthful(court, document);
    verifiedIsRead(court, flow);
  }
  waitsBounded(court, agentId);
}

/** No agent sees another one's documents. */
function ownAgentOnly({ ledger }: Court, agentId: string, { flowId }: SeenFlow): void {
  const others = [...ledger.told.values()].some((one) => one.flowId === flowId && one.agentId !== agentId);
  if (others) ledger.findings.push(`ownAgentOnly: ${short(flowId)} is shown to ${agentId}`);
}

/** A refusal is told in Atlas's own words. */
const saysOf = (code: string | undefined, shown: string | undefined) =>
  code !== undefined && code !== '' && code === shown;

/** "Sent", "read" and "refused" are said only of what Atlas has been shown to hold. */
function truthful({ town, ledger, device }: Court, document: SeenDocument): void {
  const { documentId, state, failure } = document;
  // Of two under one id Atlas may show the first, and later the other in its place.
  const mine = town.held().filter((one) => one.documentId === documentId);
  const isTaken = mine.length > 0 || town.isNoted(documentId, 'fetched');
  const isFalse =
    (state === 'stored' && !device.isStored(ledger.uploads.get(documentId)?.captureId ?? '')) ||
    (state === 'sent' && !isTaken) ||
    (state === 'read' && !mine.some(({ reading }) => reading && !reading.error_code)) ||
    (state === 'refused' && !mine.some(({ reading }) => saysOf(reading?.error_code, document.verdictCode)));
  if (isFalse) ledger.findings.push(`truthful: ${short(documentId)} is shown as ${state}`);
  const isUnexplained =
    (state === 'parked' && failure === undefined) ||
    (state === 'refused' && document.verdictCode === undefined);
  if (isUnexplained) ledger.findings.push(`reasoned: ${short(documentId)} is ${state} without a reason`);
  // A hold is not a failure: nothing is taken out of the line for it.
  if (state === 'parked' && (failure?.code === 'offline' || failure?.code === 'unauthorized'))
    ledger.findings.push(`holdIsNoFailure: ${short(documentId)} is parked for ${failure.code}`);
}

/** "Verified" is said only when all of the set has been read. */
function verifiedIsRead({ ledger }: Court, { flowId, state, documents }: SeenFlow): void {
  const isRead = documents.every((one) => one.state === 'read' || one.state === 'discarded');
  if (state === 'verified' && !isRead) ledger.findings.push(`verifiedIsRead: ${short(flowId)}`);
}

const open: ReadonlySet<string> = new Set(['submitted', 'fenced', 'sent']);
const early: ReadonlySet<string> = new Set(['captured', 'stored']);

/** Work that is open for the agent who is signed in is come back to by itself: nobody has to open a page. */
export function wakesByItself({ ledger, device }: Court): void {
  if (ledger.isInDoubt || !device.isSignedIn() || device.isAwaited()) return;
  const flows = [...device.disk.flows.values()].flatMap((stored) => Flow.safeParse(stored).data ?? []);
  const mine = flows.filter(({ agentId }) => agentId === device.agentId());
  // What a batch whose number was lost made of a document can never be asked for: it is shown as late.
  const askable = mine.filter(({ atlas }) => atlas.state !== 'batches' || atlas.batchIds.length > 0);
  const isAskable = (flow: Flow, state: string | undefined) => state !== 'sent' || askable.includes(flow);
  const left = mine.flatMap((flow) =>
    flow.documents
      .map(({ attempts }) => attempts.at(-1))
      .filter((attempt) => isAskable(flow, attempt?.state)),
  );
  const waiting = left.filter((one) => one && (open.has(one.state) || (one.wanted && early.has(one.state))));
  for (const one of waiting)
    ledger.findings.push(
      `wakesByItself: ${short(one?.documentId ?? '')} is ${one?.state} and nobody will wake up`,
    );
  for (const { flowId } of mine.filter(awaitsEnd))
    ledger.findings.push(`wakesByItself: ${short(flowId)} is compared and nobody will wake up`);
}

/** All that holds once a story has come to rest. */
export function checkEnd(court: Court, final: End): void {
  noDouble(court);
  fencedBeforeNew(court);
  neverResentInDoubt(court);
  bytesEqual(court);
  nothingLost(court, final);
  verdictShown(court, final);
  for (const flows of final.views.values()) heals(court, flows);
  endTold(court, final);
  sameContentOnce(court);
  honoursWaits(court);
  bounded(court, final.hours);
  asksSlowDown(court);
  attemptsBounded(court, final.hours);
}

export interface End {
  /** What each agent is shown when all has healed. */
  readonly views: ReadonlyMap<string, readonly SeenFlow[]>;
  /** How long the story was, by its own clock. */
  readonly hours: number;
}

/** How often the agent asked for a capture's document to be sent anew, from the moment `since` on. */
function asked({ ledger }: Court, slotId: string): number {
  return ledger.reruns.get(slotId)?.length ?? 0;
}

/** Atlas fetched no capture under two ids unless the agent asked for it. */
function noDouble(court: Court): void {
  const { town, ledger } = court;
  const fetched = new Map<string, Set<string>>();
  for (const { documentId } of town.atlas.pulls()) {
    const captureId = ledger.uploads.get(documentId)?.captureId ?? '';
    fetched.set(captureId, (fetched.get(captureId) ?? new Set()).add(documentId));
  }
  for (const [captureId, ids] of fetched) {
    const slotId = [...ledger.uploads.values()].find((one) => one.captureId === captureId)?.slotId ?? '';
    if (ids.size > 1 + asked(court, slotId))
      ledger.findings.push(`noDouble: ${short(captureId)} was fetched as ${[...ids].map(short).join(' ')}`);
  }
}

/** No new attempt of a capture is told to Atlas before the old one is shown absent, unless the agent asked. */
function fencedBeforeNew(court: Court): void {
  const { ledger } = court;
  ledger.submitted.forEach((now, place) => {
    for (const documentId of now.documentIds) {
      const mine = ledger.uploads.get(documentId);
      const before = ledger.submitted
        .slice(0, place)
        .flatMap((one) => one.documentIds.map((id) => ({ id, one })));
      const open = before.filter(
        ({ id, one }) =>
          id !== documentId &&
          mine !== undefined &&
          ledger.uploads.get(id)?.captureId === mine.captureId &&
          !isRefused(one) &&
          !now.shownAbsent.has(id),
      );
      const ids = new Set(open.map(({ id }) => id));
      if (mine && ids.size > asked(court, mine.slotId))
        ledger.findings.push(
          `fencedBeforeNew: ${short(documentId)} at ${now.leftAt}, with ${[...ids].map(short).join(' ')} open`,
        );
    }
  });
}

const isRefused = ({ status, isUnsent }: Submitted) => isUnsent || refusals.has(status ?? 0);

/** A document is told to Atlas again under its id only after a refusal that is one. */
function neverResentInDoubt({ ledger }: Court): void {
  ledger.submitted.forEach((now, place) => {
    for (const documentId of now.documentIds) {
      const before = ledger.submitted.slice(0, place).filter((one) => one.documentIds.includes(documentId));
      if (before.some((one) => !isRefused(one)))
        ledger.findings.push(`neverResentInDoubt: ${short(documentId)} at ${now.leftAt}`);
    }
  });
}

/** What Atlas reads is what was captured, for the loan and agent it was captured for. */
function bytesEqual({ town, ledger }: Court): void {
  const loanOf = loansAtAtlas(town);
  for (const { documentId, sha256, flowUuid } of town.atlas.pulls()) {
    const upload = ledger.uploads.get(documentId);
    if (upload?.sha256 !== sha256) ledger.findings.push(`bytesEqual: ${short(documentId)} has other bytes`);
    // Of what loan a batch is, Atlas is not told; all in it are of one.
    const loanId = loanOf.get(flowUuid) ?? upload?.loanId;
    loanOf.set(flowUuid, loanId);
    if (upload?.loanId !== loanId)
      ledger.findings.push(`bytesEqual: ${short(documentId)} is in another loan`);
  }
  for (const { captureId, agentId } of ledger.uploads.values()) {
    const told = ledger.told.get(captureId);
    if (told && told.agentId !== agentId)
      ledger.findings.push(`ownAgentOnly: ${short(captureId)} was stored by ${agentId}`);
  }
  for (const { documentIds, agentId } of ledger.submitted)
    for (const id of documentIds)
      if (ledger.uploads.get(id)?.agentId !== agentId)
        ledger.findings.push(`ownAgentOnly: ${short(id)} was sent by ${agentId}`);
}

/** By Atlas's flow. */
const loansAtAtlas = (town: SimTown) =>
  new Map<string, string | undefined>(
    town.atlas.flows().map(({ flowUuid, applicationId }) => [flowUuid, applicationId]),
  );

/** Every capture the agent was told is safe is delivered, or visible with its bytes, or named as lost. */
function nothingLost(court: Court, final: End): void {
  const { ledger } = court;
  for (const told of ledger.told.values()) {
    const fate = fateOf(court, told, final);
    if (fate) ledger.findings.push(`nothingLost: ${short(told.captureId)} of ${told.loanId} ${fate}`);
  }
}

function fateOf({ town, ledger, device }: Court, told: Told, { views }: End): string | undefined {
  const { captureId, slotId, loanId, sha256 } = told;
  const loans = loansAtAtlas(town);
  // Bytes that the device lost may come back with the same content captured once more into their place.
  const isOf = (upload: Upload | undefined) =>
    upload?.captureId === captureId || (upload?.slotId === slotId && upload.sha256 === sha256);
  const isDelivered = town.atlas
    .pulls()
    .some(
      ({ documentId, flowUuid }) =>
        isOf(ledger.uploads.get(documentId)) && (loans.get(flowUuid) ?? loanId) === loanId,
    );
  if (isDelivered || ledger.named.has(captureId) || ledger.witnessBroken || ledger.givenUp.has(slotId))
    return undefined;
  const flow = views.get(told.agentId)?.find((one) => one.flowId === told.flowId);
  const document = flow?.documents.find((one) => one.slotId === slotId);
  if ((!flow || !document) && ledger.damageShown.has(told.agentId)) return undefined;
  if (!flow || !document) return 'is not shown';
  const copies = [...ledger.told.values()].filter((one) => one.slotId === slotId && one.sha256 === sha256);
  if (!copies.some((one) => device.holds(one.captureId)))
    return `is shown as ${document.state} and its bytes are gone`;
  const rests =
    ['refused', 'parked', 'discarded'].includes(document.state) || !document.wanted || document.isLate;
  return rests ? undefined : `hangs: ${document.state} in a loan that is ${flow.state}`;
}

/** What was held up by something that has healed is not out of the line any more. */
export function heals({ town, ledger }: Court, flows: readonly SeenFlow[]): void {
  if (town.refusesSome()) return;
  for (const { documentId, state, failure } of flows.flatMap(({ documents }) => documents))
    if (state === 'parked' && failure && isPassing(failure))
      ledger.findings.push(`heals: ${short(documentId)} is parked for ${failure.code} on a good day`);
}

/** What Atlas has read or refused is not "sent" any more when all has come to rest. A clock that was set delays it. */
function verdictShown({ town, ledger }: Court, { views }: End): void {
  if (ledger.isClockSet) return;
  const all = [...town.atlas.flows(), ...town.atlas.batches()].flatMap(({ documents }) => documents);
  const ids = new Set(all.filter(({ reading }) => reading).map(({ documentId }) => documentId));
  for (const { documents } of [...views.values()].flat())
    for (const { documentId, state } of documents)
      if (state === 'sent' && ids.has(documentId))
        ledger.findings.push(`verdictShown: ${short(documentId)} is judged and still shown as sent`);
}

/** By then Atlas has come to its end with every loan, and was asked. A clock that was set delays it. */
function endTold({ ledger }: Court, { views }: End): void {
  if (ledger.isClockSet) return;
  for (const { flowId, state } of [...views.values()].flat())
    if (state === 'comparing') ledger.findings.push(`endTold: ${short(flowId)} is still being compared`);
}

/** Equal content of one loan or folder goes to Atlas once, whatever it was captured as, unless the agent replaced something by it. */
function sameContentOnce({ town, ledger }: Court): void {
  if (ledger.hurtAt.length > 0) return;
  const slots = new Map<string, Set<string>>();
  for (const { documentId } of town.atlas.pulls()) {
    const upload = ledger.uploads.get(documentId);
    if (!upload || ledger.givenUp.has(upload.slotId)) continue;
    const place = folderOfPart(upload.loanId) ?? upload.loanId;
    const content = `${upload.agentId} ${place} ${upload.sha256}`;
    slots.set(content, (slots.get(content) ?? new Set()).add(upload.slotId));
  }
  for (const [content, of] of slots)
    if (of.size > 1) ledger.findings.push(`sameContentOnce: ${content} in ${[...of].map(short).join(' ')}`);
}

/** Who asks for a pause gets it, and nobody who refuses is told the same again at once, unless the agent comes or the line comes back. */
function honoursWaits({ ledger }: Court): void {
  ledger.submitted.forEach((before, place) => {
    const { answeredAt, retryAfterMs = 0, documentIds, status } = before;
    // A token that is refused is renewed, and the same is said again at once.
    const pause = Math.max(retryAfterMs, status === 401 ? 0 : LEAST_WAIT);
    if (answeredAt === undefined || pause === 0 || !isRefused(before)) return;
    const again = ledger.submitted
      .slice(place + 1)
      .find((one) => documentIds.some((id) => one.documentIds.includes(id)));
    if (!again || again.leftAt >= answeredAt + pause) return;
    const isNudged = ledger.nudgedAt.some((at) => at >= before.leftAt - HURRY_LASTS && at <= again.leftAt);
    if (!isNudged)
      ledger.findings.push(`honoursWaits: told again at ${again.leftAt}, asked to wait at ${answeredAt}`);
  });
}

/** What the agent did so long ago may still be what a pass is at. */
const HURRY_LASTS = 60_000;
/** A tenth of the first wait of the backoff. */
const LEAST_WAIT = 200;
