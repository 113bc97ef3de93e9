import { useState } from 'react';
import { LogOut, Trash2 } from 'lucide-react';
import { count } from './amounts';
import type { ButtonProps } from './button';
import { Button } from './button';
import './sign-out.css';

export interface SignOutProps {
  /** Documents on this device that Atlas has not accepted. */
  readonly waiting: number;
  /** Those of them that may be deleted. */
  readonly unsent: number;
  readonly busy: boolean;
  readonly look?: Exclude<ButtonProps['look'], undefined>;
  readonly onSignOut: (deleteUnsent: boolean) => void;
}

type Asked = 'nothing' | 'what to do' | 'if he is sure';

/** Leaving, and what becomes of documents that are not delivered: said with their number, and asked. */
export function SignOut(props: SignOutProps) {
  const { waiting, busy, look = 'plain', onSignOut } = props;
  const [asked, setAsked] = useState<Asked>('nothing');
  const back = () => setAsked('nothing');
  if (waiting === 0 || asked === 'nothing')
    return (
      <Button
        look={look}
        busy={busy}
        onClick={() => (waiting === 0 ? onSignOut(false) : setAsked('what to do'))}
      >
        <LogOut aria-hidden />
        Sign out
      </Button>
    );
  return (
    <div className="sign-out" role="group" aria-label="Sign out">
      {asked === 'what to do' ? (
        <KeepOrDelete {...props} onDelete={() => setAsked('if he is sure')} />
      ) : (
        <Sure {...props} />
      )}
      <Button look="quiet" disabled={busy} onClick={back}>
        Stay signed in
      </Button>
    </div>
  );
}

function KeepOrDelete(props: SignOutProps & { readonly onDelete: () => void }) {
  const { waiting, unsent, busy, onSignOut, onDelete } = props;
  const under = waiting - unsent;
  return (
    <>
      <p>
        <strong>{count(waiting, 'document')} not delivered yet.</strong> Kept sealed on this device, nobody
        but you can see or send what waits; sign in again for that.
      </p>
      <Button look="primary" busy={busy} onClick={() => onSignOut(false)}>
        <LogOut aria-hidden />
        Keep and sign out
      </Button>
      {unsent > 0 && (
        <Button disabled={busy} onClick={onDelete}>
          <Trash2 aria-hidden />
          Delete {count(unsent, 'document')}…
        </Button>
      )}
      {under > 0 && (
        <p className="soft note">
          {count(under, 'document')} may be with Atlas already and cannot be deleted here.
        </p>
      )}
    </>
  );
}

function Sure({ unsent, busy, onSignOut }: SignOutProps) {
  return (
    <>
      <p>
        <strong>Delete {count(unsent, 'document')} from this device for good?</strong> Atlas has nothing of{' '}
        {unsent === 1 ? 'it' : 'them'}. This cannot be undone.
      </p>
      <Button busy={busy} onClick={() => onSignOut(true)}>
        <Trash2 aria-hidden />
        Delete and sign out
      </Button>
    </>
  );
}
