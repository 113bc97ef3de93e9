import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { isSimple } from '@/lib/domain/simple-pin';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { PasswordField } from './text-field';
import type { Action } from './use-action';
import { useFirstEmpty } from './use-first-empty';
import { useWords } from './words/use-words';
import type { Words } from './words/words';

const LEAST = 6;
const MOST = 12;

/** What is wrong with a new PIN, or nothing. */
function wrongWith({ t }: Words, pin: string, again: string): string | undefined {
  if (!new RegExp(`^[0-9]{${LEAST},${MOST}}$`).test(pin))
    return t('pin.length', { least: LEAST, most: MOST });
  if (isSimple(pin)) return t('pin.simple');
  return pin === again ? undefined : t('pin.different');
}

/** A PIN, typed twice. */
export function NewPin({ setting, now }: { readonly setting: Action<[string]>; readonly now: number }) {
  const words = useWords();
  const { t } = words;
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  useFirstEmpty(form);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = wrongWith(words, pin, again);
    setWrong(found);
    if (!found) setting.run(pin);
  };
  return (
    <form className="stack" ref={form} onSubmit={submit}>
      <PasswordField label={t('pin.new')} value={pin} onChange={setPin} digits isNew />
      <PasswordField label={t('pin.newAgain')} value={again} onChange={setAgain} digits isNew />
      {wrong && <p role="alert">{wrong}</p>}
      {setting.failed && <FailureNotice failure={setting.failed.failure} now={now} loud />}
      <Button type="submit" look="primary" busy={setting.busy}>
        {t(setting.busy ? 'pin.setting' : 'pin.keep')}
      </Button>
    </form>
  );
}
