import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { PasswordField } from './text-field';
import { useAction } from './use-action';
import { useFirstEmpty } from './use-first-empty';
import { useWords } from './words/use-words';

export interface PinFormProps {
  readonly now: number;
  /** Tries that are left, after a wrong one. */
  readonly left: number | undefined;
  /** Rejects with `Failed`. */
  readonly onPin: (pin: string) => Promise<unknown>;
  readonly onForgotten: () => void;
}

/** Opens the session that was sealed before the browser was closed. */
export function PinForm({ now, left, onPin, onForgotten }: PinFormProps) {
  const { t } = useWords();
  const [pin, setPin] = useState('');
  const opening = useAction(onPin, now);
  const form = useRef<HTMLFormElement>(null);
  useFirstEmpty(form);
  const againAt = waitEnds(opening.failed);
  const mustWait = againAt !== undefined && againAt > now;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mustWait) return;
    opening.run(pin);
    setPin('');
  };
  return (
    <form className="stack" ref={form} onSubmit={submit}>
      <PasswordField label={t('pin.name')} value={pin} onChange={setPin} digits />
      {opening.failed && <FailureNotice failure={opening.failed.failure} againAt={againAt} now={now} loud />}
      {left !== undefined && <p role="status">{t('pin.triesLeft', { count: left })}</p>}
      <Button type="submit" look="primary" size="wide" busy={opening.busy} disabled={mustWait}>
        {t(opening.busy ? 'pin.opening' : 'button.continue')}
      </Button>
      <Button look="quiet" onClick={onForgotten}>
        {t('pin.forgotten')}
      </Button>
    </form>
  );
}
