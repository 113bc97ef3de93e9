import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import type { PinView } from '@/lib/contract/state-view';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { NewPin } from './new-pin';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface PinSettingProps {
  readonly pin: PinView;
  readonly now: number;
  /** Each rejects with `Failed`. */
  readonly onSet: (pin: string) => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
}

/** On the options page: there is a PIN, or there can be one. */
export function PinSetting(props: PinSettingProps) {
  const { pin, now, onSet, onRemove } = props;
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const setting = useAction(onSet, now);
  const removing = useAction(onRemove, now);
  // Set, the form is done with: it does not stand there again when the PIN is removed.
  if (pin.isSet && open) setOpen(false);
  if (pin.isSet)
    return (
      <>
        <p>{t('pin.isSet')}</p>
        <Button busy={removing.busy} onClick={() => removing.run()}>
          {t('pin.remove')}
        </Button>
        {removing.failed && <FailureNotice failure={removing.failed.failure} now={now} loud />}
      </>
    );
  if (open) return <NewPin setting={setting} now={now} />;
  return (
    <>
      <p>{t('pin.without')}</p>
      <Button onClick={() => setOpen(true)}>
        <KeyRound aria-hidden />
        {t('pin.set')}
      </Button>
    </>
  );
}
