import type { Evidence } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Attempt } from '@/lib/domain/flow';
import { currentAttempt, Flow } from '@/lib/domain/flow';
import { addCapture, requestSend, rerun } from '@/lib/outbox/actions';
import { begin, settle } from '@/lib/outbox/machine';
import type { Moment } from '@/lib/outbox/retry';
import type { Outcome, Result, Step } from '@/lib/outbox/steps';
import { attemptsIn, nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { buildCapture, buildFlow, createMoments, uuidOf } from '@/test/support/builders';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What has been seen to be wrong, in words; a story that ends well has none. */
type Complaint = string;
/** Picks one of `count` possibilities, from 0. */
export type Pick = (count: number) => number;

const failures = [
  'offline',
  'timeout',
  'unavailable',
  'throttled',
  'unauthorized',
  'rejected',
  'forbidden',
] as const;

/**
 * One flow, one agent, a broker that tells the truth and an Atlas that takes submissions late: a story told
 * by `pick`. What Atlas takes it fetches; what is withdrawn before that can no longer be fetched.
 */
export function createStory(pick: Pick) {
  const moments = createMoments();
  const moment = (): Moment => moments.at();
  let flow = buildFlow(moment(), ['AADHAAR', 'PAN', 'INVOICE']);
  let captures = 10;
  let isFull = false;
  const complaints = new Array<Complaint>();
  /** Told to Atlas, which will act on it some time. */
  const underWay = new Array<string>();
  const fetched = new Set<string>();
  const failedToFetch = new Set<string>();
  const withdrawn = new Set<string>();
  /** Ids whose submission may have been taken: never to be told again. */
  const inDoubt = new Set<string>();
  /** Steps whose worker froze, with the result it may still come up with. */
  const frozen = new Array<{ booked: number; result: Result }>();

  /** One transaction of the store: over quota it aborts after every request of it has succeeded. */
  function write(next: Flow): boolean {
    if (isFull) return false;
    check(flow, next);
    flow = Flow.parse(next);
    return true;
  }

  function check(before: Flow, after: Flow): void {
    const live = new Set(['captured', 'stored', 'submitted', 'fenced', 'sent', 'read']);
    for (const { slotId, attempts } of after.documents) {
      if (attempts.slice(0, -1).some(({ state }) => live.has(state)))
        complaints.push('two live attempts for one slot');
      const isOurs = ({ state, documentId }: Attempt) => state === 'refused' && failedToFetch.has(documentId);
      if (attempts.some(isOurs)) complaints.push('refused for what we withdrew ourselves');
      const old = before.documents.find((document) => document.slotId === slotId);
      const last = old && currentAttempt(old);
      if (!last || attempts.length === old.attempts.length) continue;
      const allowed = new Set(['fenced', 'refused', 'parked', 'captured', 'stored']);
      if (!allowed.has(last.state)) complaints.push(`a new attempt after ${last.state}`);
    }
    const lines = (one: Flow) => [one.opening, one.submitting, one.asking];
    lines(after).forEach(({ booked }, at) => {
      if (booked < (lines(before)[at]?.booked ?? 0)) complaints.push('a booking was taken back');
    });
  }

  /** Atlas gets round to what it was told. */
  function deliver(): void {
    const id = underWay.shift();
    if (id === undefined) return;
    if (withdrawn.has(id)) failedToFetch.add(id);
    else fetched.add(id);
  }

  function evidence(ids: readonly string[]): Evidence {
    return ids.map((documentId) => ({
      documentId,
      ...(fetched.has(documentId) && { fetchedAt: 1 }),
      ...(withdrawn.has(documentId) && { withdrawnAt: 1 }),
    }));
  }

  function submitResult(step: Extract<Step, { do: 'submit' }>, isFair: boolean): Result {
    const told = flow.documents
      .flatMap(({ attempts }) => attempts)
      .filter(({ documentId, state }) => step.documentIds.includes(documentId) && state === 'submitted')
      .map(({ documentId }) => documentId);
    for (const id of told) if (inDoubt.has(id)) complaints.push('told twice under one id');
    const way = isFair ? 0 : pick(4);
    if (way === 3) {
      const failure = { code: failures[pick(failures.length)] ?? 'timeout' };
      return { do: 'submit', step, outcome: { ended: 'failed', failure } };
    }
    const taken = told.filter(() => isFair || pick(3) > 0);
    for (const id of told) inDoubt.add(id);
    underWay.push(...taken);
    const lost: Outcome<never> = { ended: 'unclear', failure: { code: 'timeout' } };
    const named = taken.filter(() => isFair || pick(4) > 0).map((documentId) => ({ documentId }));
    return { do: 'submit', step, outcome: way === 0 ? { ended: 'done', value: named } : lost };
  }

  function verdicts(isFair: boolean) {
    const good = [...fetched].filter(() => isFair || pick(2) > 0);
    const bad = [...failedToFetch].filter(() => isFair || pick(2) > 0);
    const about = { documentType: 'PAN', hasFields: true, errorCode: '' };
    return [
      ...good.map((documentId) =>
        !isFair && pick(5) === 0
          ? { ...about, documentId, hasFields: false, errorCode: 'INVALID_DOC' }
          : { ...about, documentId },
      ),
      ...bad.map((documentId) => ({ ...about, documentId, hasFields: false, errorCode: 'NOT_FETCHED' })),
    ];
  }

  function resultOf(step: Step, isFair: boolean): Result {
    if (step.do === 'submit') return submitResult(step, isFair);
    const failure = { code: failures[isFair ? 0 : pick(failures.length)] ?? 'timeout' };
    const bad: Outcome<never> | undefined = isFair || pick(6) > 0 ? undefined : { ended: 'failed', failure };
    const done = <T>(value: T): Outcome<T> => bad ?? { ended: 'done', value };
    switch (step.do) {
      case 'store':
        return { do: 'store', step, outcome: done(undefined) };
      case 'open':
        return { do: 'open', step, outcome: done({ flowUuid: 'LOS-1' }) };
      case 'ask': {
        const open = [...attemptsIn(flow, 'submitted'), ...attemptsIn(flow, 'fenced')];
        const master = isFair || pick(2) > 0 ? 'SUCCESS' : 'IN_PROGRESS';
        const stages = { upload: '', processing: '', crosscheck: '', master };
        const seen = evidence(open.map(({ documentId }) => documentId));
        return { do: 'ask', step, outcome: done({ stages, verdicts: verdicts(isFair), evidence: seen }) };
      }
      case 'fence': {
        // Withdrawn at the broker, whether or not its answer comes back; a bad broker forgets some.
        const heard = step.documentIds.filter(() => isFair || pick(4) > 0);
        for (const id of heard) if (!fetched.has(id)) withdrawn.add(id);
        return { do: 'fence', step, outcome: done(evidence(heard)) };
      }
      case 'release':
        return { do: 'release', step, outcome: done(undefined) };
      case 'abandon':
        return { do: 'abandon', step, outcome: done(undefined) };
    }
  }

  function runStep(isFair: boolean): void {
    const steps = nextSteps(flow, { now: moment().now, hurry: false });
    const step = steps[isFair ? 0 : pick(Math.max(1, steps.length))];
    const begun = step && begin(flow, step, moment());
    if (!step || !begun) return;
    // An intent that is not written is not acted on.
    if (!write(begun.flow)) return;
    const result = resultOf(step, isFair);
    moments.pass(SECOND);
    const end = isFair ? 2 : pick(12);
    // The worker dies (nothing is recorded), or freezes and comes back with its result some time.
    if (end === 0) return;
    if (end === 1) frozen.push({ booked: begun.booked, result });
    else write(settle(flow, begun.booked, result, moment()));
  }

  function newestBooking({ do: name, step }: Result): number {
    if (name === 'open') return flow.opening.booked;
    if (name === 'submit') return flow.submitting.booked;
    if (name === 'ask' || name === 'fence') return flow.asking.booked;
    const attempts = flow.documents.find(({ slotId }) => slotId === step.slotId)?.attempts ?? [];
    const attempt =
      name === 'store' ? attempts.find((one) => one.documentId === step.documentId) : attempts.at(-1);
    return attempt?.line.booked ?? 0;
  }

  /** A request has a deadline far shorter than a fence: who slept through one hears of no answer. */
  function agedResult(result: Result): Result {
    if (result.do !== 'submit' || !result.step.documentIds.some((id) => withdrawn.has(id))) return result;
    return { ...result, outcome: { ended: 'unclear', failure: { code: 'timeout' } } };
  }

  function thaw(): void {
    const late = frozen.shift();
    if (!late) return;
    const result = agedResult(late.result);
    const settled = settle(flow, late.booked, result, moment());
    const isOld = newestBooking(result) > late.booked;
    if (isOld && JSON.stringify(settled) !== JSON.stringify(flow))
      complaints.push(`an old result of ${result.do} was believed`);
    write(settled);
  }

  /** What the agent presses; what is refused leaves everything as it was. */
  function press(change: () => Flow): void {
    try {
      write(change());
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
    }
  }

  function agentActs(): void {
    const document = flow.documents[pick(flow.documents.length)];
    if (!document || pick(2) === 0) return press(() => requestSend(flow, moment()));
    if (pick(2) === 0) return press(() => rerun(flow, [document.slotId], moment()));
    const capture = buildCapture((captures += 1));
    const isNew = pick(3) === 0 && flow.documents.length < 6;
    const slotId = isNew ? uuidOf(6_000 + captures) : document.slotId;
    press(() => addCapture(flow, { slotId, kind: 'PAN', capture }, moment()));
  }

  function fill(): void {
    isFull = pick(4) === 0;
  }

  function pass(): void {
    const dueAt = nextDueAt(flow, moment().now);
    const untilDue = Math.max(0, (dueAt ?? 0) - moment().now);
    moments.pass(pick(3) > 0 ? untilDue : pick(15) * MINUTE);
  }

  return {
    complaints,
    fetched,
    flow: () => flow,
    /** One event of a bad day. */
    event(): void {
      const steps = [runStep, runStep, runStep, runStep, runStep, runStep];
      const events = [...steps, pass, pass, pass, deliver, deliver, agentActs, thaw, fill];
      events[pick(events.length)]?.(false);
    },
    /** From here all goes well. @returns whether the flow comes to rest */
    clearUp(): boolean {
      isFull = false;
      write(requestSend(flow, moment()));
      for (let turn = 0; turn < 400; turn += 1) {
        while (underWay.length > 0) deliver();
        const dueAt = nextDueAt(flow, moment().now);
        if (dueAt === undefined) return true;
        moments.pass(Math.max(0, dueAt - moment().now) + 1);
        runStep(true);
      }
      return false;
    },
    /** Runs of attempts of one slot that followed each other by themselves: Atlas may have read one of each. */
    readMoreThanOnce(): boolean {
      return flow.documents.some(({ attempts }) => {
        let inRun = 0;
        return attempts.some(({ documentId, state }) => {
          inRun += fetched.has(documentId) ? 1 : 0;
          const isTwice = inRun > 1;
          if (state !== 'withdrawn') inRun = 0;
          return isTwice;
        });
      });
    },
  };
}
