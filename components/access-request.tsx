import { Globe, ShieldCheck } from 'lucide-react';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { siteNames } from './site-names';
import { useAction } from './use-action';

export interface AccessRequestProps {
  /** Match patterns still to be granted. */
  readonly origins: readonly string[];
  readonly organisation: string;
  readonly now: number;
  /** Asks the browser, in the click itself; rejects with `Failed` when the agent says no. */
  readonly onAllow: () => Promise<unknown>;
}

/** Which sites and why, before the browser's own dialog asks. */
export function AccessRequest({ origins, organisation, now, onAllow }: AccessRequestProps) {
  const { run, busy, failed } = useAction(onAllow, now);
  return (
    <>
      <h1 className="popup-title">Allow access to these sites</h1>
      <p>
        {organisation} works with Satchel on these sites: its loan portal, to capture documents there, and the
        services that sign you in and take the documents.
      </p>
      <div className="panel">
        <ul className="site-list">
          {siteNames(origins).map((site) => (
            <li key={site}>
              <Globe aria-hidden />
              {site}
            </li>
          ))}
        </ul>
      </div>
      <p className="banner tone-verified">
        <ShieldCheck aria-hidden />
        Satchel sees no other site. You can take access back at any time in Options.
      </p>
      {failed && <FailureNotice failure={failed.failure} now={now} loud />}
      <Button look="primary" size="wide" busy={busy} onClick={() => run()}>
        Allow access
      </Button>
    </>
  );
}
