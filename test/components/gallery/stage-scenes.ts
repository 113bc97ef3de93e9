import type { FlowView, StageTimesView } from '@/lib/contract/flow-view';
import type { StageName } from '@/lib/domain/stage';
import { stageNames } from '@/lib/domain/stage';
import { document, flow, id, NOW } from '@/test/components/fixtures';

export const stages = (upload: string, processing: string, crosscheck: string, master: string) => ({
  upload,
  processing,
  crosscheck,
  master,
});

const usual = { upload: 12_000, processing: 20_000, crosscheck: 150_000, master: 9_000 };

/** As this device has seen them, one under way for so many milliseconds. */
export const stageTimes = (current: StageName, age: number): StageTimesView =>
  Object.fromEntries(
    stageNames.map((stage) => [
      stage,
      {
        usual: usual[stage],
        isLate: stage === current && age > 1.5 * usual[stage],
        ...(stage === current && { since: NOW - age }),
      },
    ]),
  );

/** Read, and not confirmed yet, or not at all. */
export const comparing: readonly FlowView[] = [
  flow({
    state: 'comparing',
    missing: [],
    stages: stages('SUCCESS', 'SUCCESS', 'PENDING', 'IN_PROGRESS'),
    stageTimes: stageTimes('crosscheck', 300_000),
    comparing: { since: NOW - 290_000, isRested: false },
    documents: [document(0, 'read'), document(1, 'read')],
  }),
  flow({
    flowId: id(2),
    loanId: 'LN-2026-00391',
    state: 'unconfirmed',
    missing: [],
    stages: stages('SUCCESS', 'SUCCESS', 'FAILED', 'FAILED'),
    documents: [document(0, 'read')],
  }),
  flow({
    flowId: id(3),
    loanId: 'LN-2026-00362',
    state: 'unconfirmed',
    missing: [],
    stages: stages('SUCCESS', 'SUCCESS', 'PENDING', 'IN_PROGRESS'),
    comparing: { since: NOW - 25_300_000, isRested: true },
    documents: [document(0, 'read')],
  }),
];
