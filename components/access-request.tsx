import { Globe, ShieldCheck } from 'lucide-react';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { siteNames } from './site-names';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

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
  const words = useWords();
  const { t } = words;
  const { run, busy, failed } = useAction(onAllow, now);
  return (
    <>
      <h1 className="popup-title">{t('access.title')}</h1>
      <p>{t('access.why', { organisation })}</p>
      <div className="panel">
        <ul className="site-list">
          {siteNames(words, origins).map((site) => (
            <li key={site}>
              <Globe aria-hidden />
              {site}
            </li>
          ))}
        </ul>
      </div>
      <p className="banner tone-verified">
        <ShieldCheck aria-hidden />
        {t('access.others')}
      </p>
      {failed && <FailureNotice failure={failed.failure} now={now} loud />}
      <Button look="primary" size="wide" busy={busy} onClick={() => run()}>
        {t('access.allow')}
      </Button>
    </>
  );
}
