import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { isSimple } from '@/lib/domain/pin';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { PasswordField } from './text-field';
import type { Action } from './use-action';
import { useFirstEmpty } from './use-first-empty';

const LEAST = 6;
const MOST = 12;

/** What is wrong with a new PIN, or nothing. */
function wrongWith(pin: string, again: string): string | undefined {
  if (!new RegExp(`^[0-9]{${LEAST},${MOST}}$`).test(pin)) return `A PIN is ${LEAST} to ${MOST} digits.`;
  if (isSimple(pin)) return 'This is one of the first that anybody tries.';
  return pin === again ? undefined : 'The two are not the same.';
}

/** A PIN, typed twice. */
export function NewPin({ setting, now }: { readonly setting: Action<[string]>; readonly now: number }) {
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  useFirstEmpty(form);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = wrongWith(pin, again);
    setWrong(found);
    if (!found) setting.run(pin);
  };
  return (
    <form className="stack" ref={form} onSubmit={submit}>
      <PasswordField label="New PIN" value={pin} onChange={setPin} digits isNew />
      <PasswordField label="New PIN again" value={again} onChange={setAgain} digits isNew />
      {wrong && <p role="alert">{wrong}</p>}
      {setting.failed && <FailureNotice failure={setting.failed.failure} now={now} loud />}
      <Button type="submit" look="primary" busy={setting.busy}>
        {setting.busy ? 'Setting…' : 'Keep this PIN'}
      </Button>
    </form>
  );
}
