import { Globe } from 'lucide-react';
import type { StateView } from '@/lib/contract/state-view';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { siteName, siteNames } from './site-names';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface SitesProps {
  readonly state: Pick<StateView, 'missingOrigins'>;
  /** Match patterns that are granted. */
  readonly origins: readonly string[];
  /** Those of them that came with the installation and cannot be taken back here. */
  readonly fixedOrigins: readonly string[];
  readonly now: number;
  readonly onAllow: () => Promise<unknown>;
  readonly onRevoke: (origin: string) => Promise<unknown>;
}

/** The sites that Satchel sees, and those it should. */
export function Sites({ state, origins, fixedOrigins, now, onAllow, onRevoke }: SitesProps) {
  const words = useWords();
  const { t } = words;
  const allow = useAction(onAllow, now);
  const revoke = useAction(onRevoke, now);
  const wrong = allow.failed ?? revoke.failed;
  return (
    <section className="panel" aria-labelledby="sites">
      <h2 id="sites">{t('options.sites')}</h2>
      <p className="soft">{t('options.onlyThese')}</p>
      {origins.length === 0 && <p>{t('options.noSites')}</p>}
      <ul className="rows" hidden={origins.length === 0}>
        {origins.map((origin) => (
          <li className="row" key={origin}>
            <span className="row-name">
              <Globe aria-hidden /> {siteName(words, origin)}
            </span>
            {fixedOrigins.includes(origin) ? (
              <span className="soft note">{t('options.fixed')}</span>
            ) : (
              <Button
                size="small"
                name={t('options.takeBackOf', { site: siteName(words, origin) })}
                busy={revoke.busy}
                onClick={() => revoke.run(origin)}
              >
                {t('options.takeBack')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {state.missingOrigins.length > 0 && (
        <>
          <p>{t('options.notAllowed', { sites: words.list(siteNames(words, state.missingOrigins)) })}</p>
          <Button look="primary" busy={allow.busy} onClick={() => allow.run()}>
            {t('access.allow')}
          </Button>
        </>
      )}
      {wrong && <FailureNotice failure={wrong.failure} now={now} loud />}
    </section>
  );
}
