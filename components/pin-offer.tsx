import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { Button } from './button';
import { NewPin } from './new-pin';
import type { PinSettingProps } from './pin-setting';
import { useAction } from './use-action';

/** In the popup, once after a sign-in. */
export function PinOffer({ pin, now, onSet, onRemove }: PinSettingProps) {
  const [open, setOpen] = useState(false);
  const setting = useAction(onSet, now);
  const refusing = useAction(onRemove, now);
  if (!pin.isOffered) return null;
  return (
    <section className="card stack" aria-label="PIN">
      <p>
        <strong>Stay signed in with a PIN?</strong> Then the PIN is enough when you open the browser again.
      </p>
      {open ? (
        <NewPin setting={setting} now={now} />
      ) : (
        <Button onClick={() => setOpen(true)}>
          <KeyRound aria-hidden />
          Set a PIN
        </Button>
      )}
      <Button look="quiet" busy={refusing.busy} disabled={setting.busy} onClick={() => refusing.run()}>
        Not now
      </Button>
    </section>
  );
}
