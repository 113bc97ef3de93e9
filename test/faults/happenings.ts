/**
 * Every kind of mishap a story may meet, each with the line of the trace that shows that it came about. Kinds and
 * not requests are counted here, so that a kind that no story meets any more is noticed.
 */
export const happenings: ReadonlyArray<readonly [name: string, shown: RegExp]> = [
  ['worker killed at an await', / dies: at random$/],
  ['worker killed between acts', / dies: by the story$/],
  ['worker ended idle', / dies: idle$/],
  ['browser restarted, session memory gone', / it happens: the browser restarts$/],
  ['a second worker drains at once', / it happens: a second worker$/],
  ['offline', / it happens: offline$/],
  ['a line that is up and carries nothing', / \(no line\)$/],
  ['clock jumped ahead', / it happens: the clock jumps by \d/],
  ['clock jumped back', / it happens: the clock jumps by -/],
  ['transaction aborted after its requests succeeded: disk full', / the transaction aborts$/],
  ['disk silent', / it happens: the disk is silent$/],
  ['database emptied silently', / it happens: the database is empty$/],
  ['record damaged', / it happens: the record \w+ is damaged$/],
  ['bytes gone', / it happens: the bytes of \w+ are gone$/],
  ['witness damaged', / it happens: the witness is damaged$/],
  ['request lost', / fault lost-request at /],
  ['answer lost', / fault lost-answer at /],
  ['cut in the middle of the answer', / fault reset at /],
  ['no answer at all', / fault hang at /],
  ['answer late', / fault late at /],
  ['request acted on late', / fault late-request at /],
  ['slow line', / it happens: the line is slow$/],
  ['HTML of a captive portal', / fault html at /],
  ['garbage', / fault garbage at /],
  ['empty 200', / fault empty at /],
  ['400', / fault status 400 at /],
  ['401 for an expired token', / fault expired-token at /],
  ['403 for an expired upload address', / fault status 403 at store /],
  ['403', / fault status 403 at (atlas|broker) /],
  ['404', / fault status 404 at /],
  ['409', / fault status 409 at /],
  ['413', / fault status 413 at /],
  ['422', / fault status 422 at /],
  ['422 after acting', / fault status 422 after acting at /],
  ['429 with Retry-After', / fault status 429 at /],
  ['500 before acting', / fault status 500 at /],
  ['500 after acting', / fault status 500 after acting at /],
  ['502 after acting', / fault status 502 after acting at /],
  ['503 with Retry-After', / fault status 503 at /],
  ['request arrives twice', / twice \//],
  ['extracts only minutes later', / contract: .*"extractsLateMs":[1-9]/],
  ['a stale terminal status', / contract: .*"staleTerminalMs":[1-9]/],
  ['two entries under one id', / contract: .*"onDuplicate":"second-entry"/],
  ['Atlas takes only some of a batch', / Atlas takes only some$/],
  ['batch answer names only some', / the answer forgets some$/],
  ['Atlas forgets its tokens', / it happens: Atlas forgets its tokens$/],
  ['Atrium revokes the session', / it happens: Atrium revokes$/],
  ['one document can never be stored', / it happens: one document cannot be stored$/],
  ['access tokens run out sooner', / it happens: access is short$/],
  ['Atlas cannot read a document', / it happens: Atlas finds /],
  ['the broker’s own store fails', / it happens: the store of the broker fails$/],
  ['a lender whose loans go by docstream', / contract: .*"api":"docstream"/],
  ['a lender whose loans go by Bulk', / contract: .*"api":"bulk"/],
  ['a loan is turned to another API', / agent: turns \w+ to \w+: done$/],
  ['another agent signs in', / agent: signs in as Ravi: done$/],
  ['signed out', / agent: signs out: done$/],
  ['document replaced', / agent: replaces \w+: done$/],
  ['re-run', / agent: (re-runs|takes the way out of) .*: done$/],
  ['discarded', / agent: discards \w+: done$/],
];

/** How often each of them came about. */
export function countHappenings(trace: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of trace)
    for (const [name, shown] of happenings)
      if (shown.test(line)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
