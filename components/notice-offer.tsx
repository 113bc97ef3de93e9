import { BellRing } from 'lucide-react';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useAction } from './use-action';
import { strong, useWords } from './words/use-words';

export interface NoticeOfferProps {
  readonly now: number;
  /** Has the browser ask; rejects with `Failed` where the agent does not allow it. */
  readonly onAllow: () => Promise<unknown>;
  readonly onNotNow: () => Promise<unknown>;
}

/** In the popup, once, when there is something to be told of. */
export function NoticeOffer({ now, onAllow, onNotNow }: NoticeOfferProps) {
  const { t, rich } = useWords();
  const allow = useAction(onAllow, now);
  const refuse = useAction(onNotNow, now);
  return (
    <section className="card stack" aria-label={t('notice.title')}>
      <p>{rich('notice.offer', { strong })}</p>
      <Button busy={allow.busy} onClick={() => allow.run()}>
        <BellRing aria-hidden />
        {t('notice.allow')}
      </Button>
      <Button look="quiet" busy={refuse.busy} disabled={allow.busy} onClick={() => refuse.run()}>
        {t('pin.notNow')}
      </Button>
      {allow.failed && <FailureNotice failure={allow.failed.failure} now={now} loud />}
    </section>
  );
}
