import type { StageTimesView, StageTimeView } from '@/lib/contract/flow-view';
import type { Flow } from '@/lib/domain/flow';
import type { StageName } from '@/lib/domain/stage';
import type { StageHistory, StagesNoted } from '@/lib/domain/stage-times';
import { awaitsEnd } from './asking';
import { isOver, stageNames, stageProgress } from '@/lib/domain/stage';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Enough to tell what is usual, and to forget how a line was a month ago. */
export const MOST_KEPT = 40;
/** Fewer say nothing of what is usual. */
export const LEAST_TELLING = 5;
/** Looked at less often than that, nobody can say how long it took. */
const FINE = MINUTE;
/** What was quick is not late at once. */
const LEAST_LATE = MINUTE;

/** One look at a flow: what is known of its stages now, and what its stages took that came to an end. */
export function note(
  flow: Flow,
  before: StagesNoted | undefined,
  now: number,
): { noted: StagesNoted; took: StageHistory } {
  const over: StagesNoted['over'] = {};
  const took: StageHistory = {};
  const sentAt = roundOf(flow) ?? before?.sentAt;
  for (const stage of stageNames) {
    if (!isOver(stageProgress(flow.stages?.[stage] ?? ''))) continue;
    const known = before?.over[stage];
    over[stage] = known ?? now;
    const since = known === undefined ? beginOf(sentAt, stage, over) : undefined;
    if (before && since !== undefined && isTold(since, before.at, now)) took[stage] = [now - since];
  }
  return { noted: { at: now, over, ...(sentAt !== undefined && { sentAt }) }, took };
}

/** It ended between two looks; that gap must be small, beside a minute or beside how long it took. */
function isTold(since: number, lookedAt: number, now: number): boolean {
  const gap = now - Math.max(since, lookedAt);
  const lasted = now - since;
  return lasted > 0 && gap >= 0 && gap <= Math.max(FINE, lasted / 2);
}

/** A stage begins when those before it are over, the first of them with what was sent. */
function beginOf(
  sentAt: number | undefined,
  stage: StageName,
  over: StagesNoted['over'],
): number | undefined {
  if (sentAt === undefined) return undefined;
  const before = stageNames.slice(0, stageNames.indexOf(stage));
  return Math.max(sentAt, ...before.flatMap((one) => over[one] ?? []));
}

/** Since when Atlas has had the oldest of what it has not answered yet. */
function roundOf({ documents }: Flow): number | undefined {
  const sent = documents.flatMap(({ attempts }) =>
    attempts.flatMap((attempt) => (attempt.state === 'sent' ? [attempt.sentAt] : [])),
  );
  return sent.length > 0 ? Math.min(...sent) : undefined;
}

/** The history with what was learnt, bounded. */
export function learnt(history: StageHistory, took: StageHistory): StageHistory {
  const next: StageHistory = { ...history };
  for (const stage of stageNames) {
    const more = took[stage];
    if (more) next[stage] = [...(history[stage] ?? []), ...more].slice(-MOST_KEPT);
  }
  return next;
}

/** How far Atlas is in time: the stage that is under way with its age, what is usual, and whether it is late. */
export function stageTimes(
  flow: Flow,
  noted: StagesNoted | undefined,
  history: StageHistory,
  now: number,
): StageTimesView | undefined {
  const sentAt = roundOf(flow) ?? (awaitsEnd(flow) ? (noted?.sentAt ?? flow.comparing?.since) : undefined);
  if (!flow.stages || sentAt === undefined) return undefined;
  const current = stageNames.find((stage) => !isOver(stageProgress(flow.stages?.[stage] ?? '')));
  const over = noted?.over ?? {};
  return Object.fromEntries(
    stageNames.map((stage): [StageName, StageTimeView] => {
      const usual = usualOf(history[stage] ?? []);
      const since = stage === current ? beginOf(sentAt, stage, over) : undefined;
      return [
        stage,
        {
          ...(since !== undefined && { since }),
          ...(usual !== undefined && { usual: usual.median }),
          isLate: since !== undefined && usual !== undefined && now - since > usual.late,
        },
      ];
    }),
  );
}

/** Half of the time it took no longer than the median; late is twice what nine of ten took. */
function usualOf(lasted: readonly number[]): { median: number; late: number } | undefined {
  if (lasted.length < LEAST_TELLING) return undefined;
  const sorted = lasted.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), late: Math.max(LEAST_LATE, 2 * at(0.9)) };
}
