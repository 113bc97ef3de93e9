import { useState } from 'react';
import { LogOut, Trash2 } from 'lucide-react';
import type { ButtonProps } from './button';
import { Button } from './button';
import { strong, useWords } from './words/use-words';
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

/** Of the button, and of the question that takes its place. */
const PLACE = 'sign-out';

type Asked = 'nothing' | 'keep-or-delete' | 'sure';

/** Leaving, and what becomes of documents that are not delivered: said with their number, and asked. */
export function SignOut(props: SignOutProps) {
  const { t } = useWords();
  const { waiting, busy, look = 'plain', onSignOut } = props;
  const [asked, setAsked] = useState<Asked>('nothing');
  const back = () => setAsked('nothing');
  if (waiting === 0 || asked === 'nothing')
    return (
      <Button
        look={look}
        busy={busy}
        place={PLACE}
        onClick={() => (waiting === 0 ? onSignOut(false) : setAsked('keep-or-delete'))}
      >
        <LogOut aria-hidden />
        {t('signOut.go')}
      </Button>
    );
  return (
    <div className="sign-out" role="group" aria-label={t('signOut.go')} data-place={PLACE}>
      {asked === 'keep-or-delete' ? (
        <KeepOrDelete {...props} onDelete={() => setAsked('sure')} />
      ) : (
        <Sure {...props} />
      )}
      <Button look="quiet" flush disabled={busy} onClick={back}>
        {t('signOut.stay')}
      </Button>
    </div>
  );
}

function KeepOrDelete(props: SignOutProps & { readonly onDelete: () => void }) {
  const { t, rich } = useWords();
  const { waiting, unsent, busy, onSignOut, onDelete } = props;
  const under = waiting - unsent;
  return (
    <>
      <p>{rich('signOut.waiting', { count: waiting, strong })}</p>
      <Button look="primary" busy={busy} onClick={() => onSignOut(false)}>
        <LogOut aria-hidden />
        {t('signOut.keep')}
      </Button>
      {unsent > 0 && (
        <Button disabled={busy} onClick={onDelete}>
          <Trash2 aria-hidden />
          {t('signOut.delete', { count: unsent })}
        </Button>
      )}
      {under > 0 && <p className="soft note">{t('signOut.underWay', { count: under })}</p>}
    </>
  );
}

function Sure({ unsent, busy, onSignOut }: SignOutProps) {
  const { t, rich } = useWords();
  return (
    <>
      <p>{rich('signOut.sure', { count: unsent, strong })}</p>
      <Button busy={busy} onClick={() => onSignOut(true)}>
        <Trash2 aria-hidden />
        {t('signOut.deleteAndGo')}
      </Button>
    </>
  );
}
