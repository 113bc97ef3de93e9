/** One way to break the product: a piece of its text, and what stands there instead. */
export interface Defect {
  readonly name: string;
  readonly edits: ReadonlyArray<{ readonly file: string; readonly find: string; readonly put: string }>;
}

const defect = (name: string, file: string, find: string, put: string): Defect => ({
  name,
  edits: [{ file, find, put }],
});

const drain = 'lib/outbox/drain.ts';
const underWay = 'lib/outbox/under-way.ts';
const machine = 'lib/outbox/machine.ts';
const perform = 'lib/outbox/perform.ts';
const judge = 'lib/outbox/judge.ts';
const steps = 'lib/outbox/steps.ts';
const retry = 'lib/outbox/retry.ts';
const storage = 'lib/outbox/storage.ts';
const intake = 'lib/outbox/intake.ts';
const session = 'lib/session/session.ts';
const renewal = 'lib/session/renewal.ts';

/** Each is looked for by the simulation, one at a time. `find` must stand in its file exactly once. */
export const defects: readonly Defect[] = [
  defect(
    'bytes are deleted before a proof',
    underWay,
    "result.do === 'release' && result.outcome.ended === 'done' ?",
    "result.do === 'store' || result.do === 'release' ?",
  ),
  defect(
    'an unclear submission is sent again',
    machine,
    'return { ...each(flow, unclear), submitting',
    'return { ...each(flow, takeBack), submitting',
  ),
  defect(
    'no answer is taken for a refusal',
    perform,
    'return status === undefined || !refusals.has(status);',
    'return status !== undefined && !refusals.has(status);',
  ),
  defect(
    'a server error is taken for a refusal',
    perform,
    'return status === undefined || !refusals.has(status);',
    'return status === undefined;',
  ),
  defect(
    'the fence withdraws nothing',
    perform,
    'outcome: await outcomeOf(storage.withdraw(flow, step.documentIds)) };',
    'outcome: await outcomeOf(Promise.resolve(step.documentIds.map((documentId) => ({ documentId, withdrawnAt: 1 })))) };',
  ),
  defect(
    'the broker serves what was withdrawn',
    'lib/broker/files.ts',
    "if (withdrawnAt !== undefined) throw new Refused('withdrawn');",
    '',
  ),
  {
    name: 'a fetch is not looked for before a new attempt',
    edits: [
      {
        file: machine,
        find: 'if (entry?.fetchedAt !== undefined) return accept(attempt, moment.now, {});',
        put: '',
      },
      { file: judge, find: 'if (counts || fetched) return accept', put: 'if (counts) return accept' },
    ],
  },
  defect(
    'the broker does not note a fetch',
    'lib/broker/files.ts',
    "await notes.write(ticket.owner, ticket.documentId, 'fetched');",
    '',
  ),
  defect('no drain lock', drain, 'await world.lock(DRAIN_LOCK, {}, pass);', 'await pass();'),
  {
    name: 'the intent is not stored first',
    edits: [
      {
        file: machine,
        find: '(next, id) => withAttempt(next, id, (a) => intend(a, moment.now)),',
        put: '(next) => next,',
      },
      {
        file: perform,
        find: "state === 'submitted' && documentIds.includes(documentId)",
        put: "(state === 'submitted' || state === 'stored') && documentIds.includes(documentId)",
      },
      {
        file: machine,
        find: 'const accepted = new Map(',
        put: 'flow = documentIds.reduce((next, id) => withAttempt(next, id, (a) => intend(a, moment.now)), flow);\n    const accepted = new Map(',
      },
    ],
  },
  defect('a status of 200 is taken for stored', storage, "if (!answer.has('etag'))", 'if (false)'),
  defect(
    'a batch is settled as a whole',
    machine,
    'return entry ? accept(attempt, moment.now, entry) : unclear(attempt);',
    'return accept(attempt, moment.now, entry ?? {});',
  ),
  defect(
    'what was not asked about is taken for sent',
    judge,
    'if (counts || fetched) return accept',
    'if (true) return accept',
  ),
  defect(
    'a refusal is read as a reading',
    judge,
    'if (counts?.errorCode) return refuse',
    'if (false) return refuse',
  ),
  defect(
    'a full disk is swallowed',
    intake,
    'return own ? { ...next, graceMs: own.graceMs } : next;\n    });',
    'return own ? { ...next, graceMs: own.graceMs } : next;\n    }).catch(() => newFlow(owner, { loanId, productType, api: own?.api }, added, moment));',
  ),
  defect('the witness is not told', intake, 'await vouch(witnessed(owner, loanId, kind, capture));', ''),
  {
    name: 'a hold is counted as a try',
    edits: [
      {
        file: retry,
        find: 'tries: holds ? Math.max(0, line.tries - 1) : line.tries,',
        put: 'tries: line.tries,',
      },
      {
        file: machine,
        find: "(remedy[failure.code] !== 'hold' && line.tries >= MAX_TRIES)",
        put: 'line.tries >= MAX_TRIES',
      },
    ],
  },
  defect('the wall clock alone decides what is due', steps, 'line.dueAt > now + farthest ||', ''),
  defect(
    'a fence waits for a clock that was set back',
    steps,
    'Math.abs(now - submittedAt) > FENCE_AFTER',
    'now - submittedAt > FENCE_AFTER',
  ),
  defect(
    'a clock set back makes Atlas be asked all the time',
    machine,
    'askWait(Math.abs(moment.now - askedSince(asked))',
    'askWait(Math.max(0, moment.now - askedSince(asked))',
  ),
  defect('Retry-After is lost', retry, 'Math.max(retryAfterMs ?? 0, Math.ceil(', 'Math.max(0, Math.ceil('),
  defect('no backoff', retry, 'const ceiling = Math.min(LONGEST_WAIT,', 'const ceiling = Math.min(1,'),
  {
    name: 'no alarm before the work',
    edits: [
      {
        file: drain,
        find: 'if (flows.length > 0 && !isArmed) await restUntil(world.now() + COME_BACK);',
        put: '',
      },
      { file: drain, find: 'await restUntil(world.now() + COME_BACK);\n        return', put: 'return' },
    ],
  },
  defect(
    'a fence is put again at once while somebody looks',
    underWay,
    "if (step.do === 'ask' || step.do === 'fence' || step.do === 'submit')",
    "if (step.do === 'ask' || step.do === 'submit')",
  ),
  {
    name: 'a refresh is not made alone',
    edits: [
      {
        file: renewal,
        find: 'renew: createSingleFlight(renewOverAll),',
        put: 'renew: renewOverAll,',
      },
      {
        file: renewal,
        find: 'const won = await world.lock(REFRESH_LOCK, {}, async () => {',
        put: 'const won = await (async (work: () => Promise<string>) => work())(async () => {',
      },
    ],
  },
  defect(
    'a refresh brings back who has signed out',
    renewal,
    "if (!(await isStill(held))) return adopt(held.accessToken);\n      if (!agent || !isOwner(agent, { agentId, tenantId }))\n        throw new Failed('unreadable', { detail: 'a pair of somebody else' });\n",
    '',
  ),
  defect(
    'signing out leaves the tokens',
    'lib/session/vault.ts',
    'await this.clear(...namesClearedBySignOut());',
    "await this.clear('agent');",
  ),
  defect(
    "what one agent began is ended with the next one's token",
    session,
    'if (!agent || !now || !isOwner(now, agent)) throw signedOut();',
    '',
  ),
  defect(
    'the same content is captured twice',
    intake,
    'same = intake.slotId ? undefined : alreadyThere([existing, ...holders], added, folder);',
    'same = undefined;',
  ),
  defect(
    'a content of a folder is not looked for in its other parts',
    'lib/outbox/contents.ts',
    'if (folderId === undefined) return undefined;',
    'return undefined;',
  ),
  defect(
    'equal content is sent without asking',
    'lib/outbox/actions.ts',
    'mustBeApart(flow, flow.documents);',
    '',
  ),
  defect(
    'a re-run uses the old id',
    'lib/outbox/actions.ts',
    'attempts: [...slot.attempts, newAttempt(current.capture, true, moment)],',
    'attempts: [{ ...newAttempt(current.capture, true, moment), documentId: current.documentId }],',
  ),
  defect('a lane is never free again', underWay, 'underWay.delete(lane);', ''),
  defect(
    'a parked document holds up its set for ever',
    steps,
    "return currents(flow, 'captured').some(",
    "return currents(flow, 'parked').length > 0 || currents(flow, 'captured').some(",
  ),
  defect(
    'the captured bytes are those of another slot',
    'lib/outbox/storage.ts',
    'opened: capture.opened,\n',
    'opened: { ...capture.opened, sha256: capture.sealed.sha256 },\n',
  ),
  defect(
    'verified without waiting for all',
    'lib/outbox/card.ts',
    "documents.every(({ state }) => state === 'read')",
    "documents.some(({ state }) => state === 'read')",
  ),
  defect(
    'the broker says that bytes are stored without having looked',
    'lib/broker/uploads.ts',
    '(await objects.head(key))?.size === size',
    '(await objects.head(key))?.size !== -1',
  ),
  defect(
    'what is parked for a cause that passes is never tried again',
    steps,
    '.filter(({ attempt }) => isSweepDue(attempt, turn))',
    '.filter(() => false)',
  ),
];
