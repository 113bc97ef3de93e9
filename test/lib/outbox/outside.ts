import type { Evidence } from '@/lib/contract/broker';
import type { Flow } from '@/lib/domain/flow';
import type { Perform } from '@/lib/outbox/perform';
import type { Outcome, Result, Step } from '@/lib/outbox/steps';
import { attemptsIn } from '@/lib/outbox/steps';
import type { World } from '@/lib/world';

const SECOND = 1_000;

export interface Went {
  readonly step: Step;
  readonly flowId: string;
  readonly from: number;
  to?: number;
}

/** How a step shall end instead of well: the failure's code, and whether the outside acted before it. */
export interface Trouble {
  readonly ended: 'failed' | 'unclear';
  readonly code: 'offline' | 'timeout' | 'unavailable' | 'unauthorized' | 'rejected' | 'throttled';
  readonly acted?: boolean;
}

const stages = { upload: 'SUCCESS', processing: 'SUCCESS', crosscheck: 'COMPLETED', master: 'SUCCESS' };

/** Store, broker and Atlas as one small model: what they were told, and what they hold. */
export function createOutside() {
  const log = new Array<Went>();
  /** How often Atlas took each `document_id`. */
  const taken = new Map<string, number>();
  const withdrawn = new Set<string>();
  const stored = new Set<string>();
  let trouble: (step: Step, n: number) => Trouble | undefined = () => undefined;
  let lasts = SECOND;

  /** What really happens out there. */
  function act(step: Step): void {
    if (step.do === 'store') stored.add(step.documentId);
    if (step.do === 'fence') for (const id of step.documentIds) if (!taken.has(id)) withdrawn.add(id);
    if (step.do !== 'submit') return;
    for (const id of step.documentIds) if (!withdrawn.has(id)) taken.set(id, (taken.get(id) ?? 0) + 1);
  }

  const answers = {
    evidence: (ids: readonly string[]): Evidence =>
      ids
        .filter((documentId) => taken.has(documentId) || withdrawn.has(documentId))
        .map((documentId) =>
          withdrawn.has(documentId) ? { documentId, withdrawnAt: 1 } : { documentId, fetchedAt: 1 },
        ),
    verdicts: (flow: Flow) =>
      flow.documents
        .flatMap(({ attempts }) => attempts)
        .filter(({ documentId }) => taken.has(documentId))
        .map(({ documentId }) => ({ documentId, documentType: 'PAN', errorCode: '', hasFields: true })),
  };

  function resultOf(flow: Flow, step: Step, bad: Outcome<never> | undefined): Result {
    const done = <T>(value: T): Outcome<T> => bad ?? { ended: 'done', value };
    switch (step.do) {
      case 'store':
        return { do: 'store', step, outcome: done(undefined) };
      case 'open':
        return { do: 'open', step, outcome: done({ flowUuid: `LOS-${flow.loanId}` }) };
      case 'submit':
        return { do: 'submit', step, outcome: done(step.documentIds.map((documentId) => ({ documentId }))) };
      case 'ask': {
        const open = [...attemptsIn(flow, 'submitted'), ...attemptsIn(flow, 'fenced')];
        const evidence = answers.evidence(open.map(({ documentId }) => documentId));
        return { do: 'ask', step, outcome: done({ stages, verdicts: answers.verdicts(flow), evidence }) };
      }
      case 'fence':
        return { do: 'fence', step, outcome: done(answers.evidence(step.documentIds)) };
      case 'release':
        return { do: 'release', step, outcome: done(undefined) };
      case 'abandon':
        return { do: 'abandon', step, outcome: done(undefined) };
    }
  }

  return {
    log,
    taken,
    stored,
    withdrawn,
    steps: (name: Step['do']) => log.filter(({ step }) => step.do === name),
    /** Says which steps go wrong; `n` counts the steps of all kinds from 0. */
    onStep(then: typeof trouble): void {
      trouble = then;
    },
    setLatency(ms: number): void {
      lasts = ms;
    },
    /** A worker's hands. They go limp with the worker; what was sent acts all the same. */
    performOf(world: World): Perform {
      return async (flow, step) => {
        const bad = trouble(step, log.length);
        const went: Went = { step, flowId: flow.flowId, from: world.now() };
        log.push(went);
        if (!bad || bad.acted) act(step);
        await world.sleep(lasts);
        went.to = world.now();
        return resultOf(flow, step, bad && { ended: bad.ended, failure: { code: bad.code } });
      };
    },
  };
}

/** The most that went on at one moment. */
export function mostAtOnce(log: readonly Went[]): number {
  return Math.max(
    0,
    ...log.map(
      ({ from }) => log.filter((other) => other.from <= from && (other.to ?? Infinity) > from).length,
    ),
  );
}
