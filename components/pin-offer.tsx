import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { Button } from './button';
import { NewPin } from './new-pin';
import type { PinSettingProps } from './pin-setting';
import { useAction } from './use-action';
import { strong, useWords } from './words/use-words';

/** In the popup, once after a sign-in. */
export function PinOffer({ pin, now, onSet, onRemove }: PinSettingProps) {
  const { t, rich } = useWords();
  const [open, setOpen] = useState(false);
  const setting = useAction(onSet, now);
  const refusing = useAction(onRemove, now);
  if (!pin.isOffered) return null;
  return (
    <section className="card stack" aria-label={t('pin.name')}>
      <p>{rich('pin.offer', { strong })}</p>
      {open ? (
        <NewPin setting={setting} now={now} />
      ) : (
        <Button onClick={() => setOpen(true)}>
          <KeyRound aria-hidden />
          {t('pin.set')}
        </Button>
      )}
      <Button look="quiet" busy={refusing.busy} disabled={setting.busy} onClick={() => refusing.run()}>
        {t('pin.notNow')}
      </Button>
    </section>
  );
}
