import { Flow } from '@/lib/domain/flow';
import type { Court } from './invariants';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** An agent who looks all the time has three loans asked for each six seconds; nothing needs more. */
const MOST_AN_HOUR = 2_000;
/** Documents of three loans at the quick pace, and all that the agent presses, are less. */
const MOST_A_MINUTE = 120;
/** Reads and writes of the disk: a look at the outbox each second would be more. */
const MOST_DISK_AN_HOUR = 3_000;
/** A quarter of an hour is the longest pause that a server of a story asks for. */
const LONGEST_WAIT = 16 * MINUTE;
/** Six in a row that nobody fetched, and one more. */
const MOST_IDS = 7;
/** How often one id is told in an hour, with an agent who comes back all the time. */
const MOST_TELLINGS = 60;
/** Four minutes at the quick pace, when a clock that was set back passes the moment of sending again, and the rest at the slow one. */
const ASK_SPAN = 20 * MINUTE;
const MOST_ASKS = 100;
const short = (id: string) => id.slice(0, 8);

/** No line is made to wait for longer than anything asks for. With a clock that was set nobody can tell. */
export function waitsBounded({ ledger, device }: Court, agentId: string): void {
  if (ledger.isClockSet) return;
  const flows = [...device.disk.flows.values()].flatMap((stored) => Flow.safeParse(stored).data ?? []);
  for (const flow of flows.filter((one) => one.agentId === agentId)) {
    const attempts = flow.documents.flatMap((document) => document.attempts);
    const lines = [flow.opening, flow.submitting, flow.asking, ...attempts.map(({ line }) => line)];
    const longest = Math.max(...lines.map(({ dueAt }) => dueAt)) - device.now();
    if (longest > LONGEST_WAIT)
      ledger.findings.push(`waitsBounded: ${short(flow.flowId)} is made to wait ${Math.round(longest)} ms`);
  }
}

/** How many happen within `span` milliseconds at most; `times` ascending. */
function mostWithin(span: number, times: readonly number[]): number {
  let [first, most] = [0, 0];
  times.forEach((at, last) => {
    while ((times[first] ?? 0) < at - span) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

/** No hot loop: requests in any hour are limited, and so is what the disk is asked for. */
export function bounded({ ledger, device }: Court, hours: number): void {
  const times = ledger.requests.map(({ at }) => at);
  const [anHour, aMinute] = [mostWithin(HOUR, times), mostWithin(MINUTE, times)];
  if (anHour > MOST_AN_HOUR) ledger.findings.push(`bounded: ${anHour} requests in an hour`);
  if (aMinute > MOST_A_MINUTE) ledger.findings.push(`bounded: ${aMinute} requests in a minute`);
  const { reads, writes } = device.disk;
  if (reads + writes > (1 + hours) * MOST_DISK_AN_HOUR)
    ledger.findings.push(`bounded: ${reads} reads and ${writes} writes in ${hours} hours`);
}

/** On a good day nobody is asked at the quick pace for long, wherever the clock stands: unless something new was sent. */
export function asksSlowDown({ ledger }: Court): void {
  const news = [...ledger.submitted.map(({ leftAt }) => leftAt), ...ledger.nudgedAt];
  const isOfOld = (at: number) =>
    at - ASK_SPAN > ledger.healedAt && !news.some((one) => one > at - 2 * ASK_SPAN && one <= at);
  for (const [place, times] of ledger.asks) {
    const most = times
      .filter(isOfOld)
      .map((at) => times.filter((one) => one > at - ASK_SPAN && one <= at).length);
    if (Math.max(0, ...most) > MOST_ASKS)
      ledger.findings.push(
        `asksSlowDown: ${short(place)} was asked ${Math.max(...most)} times in 20 minutes`,
      );
  }
}

/** A capture is told under few ids, and none of them again and again. */
export function attemptsBounded({ ledger }: Court, hours: number): void {
  const tellings = new Map<string, number[]>();
  for (const { documentIds, leftAt, isUnsent } of ledger.submitted)
    for (const id of isUnsent ? [] : documentIds) tellings.set(id, [...(tellings.get(id) ?? []), leftAt]);
  const ids = new Map<string, number>();
  for (const [documentId, times] of tellings) {
    const captureId = ledger.uploads.get(documentId)?.captureId ?? '';
    ids.set(captureId, (ids.get(captureId) ?? 0) + 1);
    const most = mostWithin(HOUR, times);
    if (most > MOST_TELLINGS)
      ledger.findings.push(`attemptsBounded: ${short(documentId)} was told ${most} times in an hour`);
  }
  for (const { captureId, slotId } of ledger.uploads.values()) {
    const asked = ledger.reruns.get(slotId)?.length ?? 0;
    const told = ids.get(captureId) ?? 0;
    if (told > MOST_IDS * (1 + asked) + hours)
      ledger.findings.push(`attemptsBounded: ${short(captureId)} was told under ${told} ids`);
  }
}
