import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { PasswordField } from './text-field';
import { useAction } from './use-action';
import { useFirstEmpty } from './use-first-empty';

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
      <PasswordField label="PIN" value={pin} onChange={setPin} digits />
      {opening.failed && <FailureNotice failure={opening.failed.failure} againAt={againAt} now={now} loud />}
      {left !== undefined && <p role="status">{left === 1 ? '1 try' : `${left} tries`} left.</p>}
      <Button type="submit" look="primary" size="wide" busy={opening.busy} disabled={mustWait}>
        {opening.busy ? 'Opening…' : 'Continue'}
      </Button>
      <Button look="quiet" onClick={onForgotten}>
        PIN forgotten? Sign in as usual
      </Button>
    </form>
  );
}
