import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { ExternalLink } from 'lucide-react';
import type { SignIn } from '@/lib/domain/organisation';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { PasswordField, TextField } from './text-field';
import { useAction } from './use-action';
import { useFirstEmpty } from './use-first-empty';
import { useWords } from './words/use-words';

export interface SignInDraft {
  readonly tenant: string;
  readonly email: string;
}

export interface Credentials extends SignInDraft {
  readonly password: string;
}

export interface SignInFormProps {
  readonly now: number;
  readonly draft: SignInDraft;
  /** Tenant and email as they are typed, so that a closed popup does not lose them. Never the password. */
  readonly onType: (draft: SignInDraft) => void;
  /** Rejects with `Failed`. */
  readonly onSignIn: (credentials: Credentials) => Promise<unknown>;
  /** How one signs in at this organisation; absent: with e-mail and password. */
  readonly ways?: SignIn | undefined;
  /** Begins the sign-in at the identity provider. Rejects with `Failed`. */
  readonly onOidc: (tenant: string) => Promise<unknown>;
  /** Opens Atrium's own page. */
  readonly onAtrium: () => void;
}

export function SignInForm({ now, draft, onType, onSignIn, ways, onOidc, onAtrium }: SignInFormProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState(draft);
  const [password, setPassword] = useState('');
  const byPassword = useAction(onSignIn, now);
  const byProvider = useAction(onOidc, now);
  const failed = byPassword.failed ?? byProvider.failed;
  const usesPassword = ways?.password ?? true;
  const form = useRef<HTMLFormElement>(null);
  useFirstEmpty(form);
  const againAt = waitEnds(failed);
  const mustWait = againAt !== undefined && againAt > now;
  const type = (part: Partial<SignInDraft>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    onType(next);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mustWait) return;
    if (usesPassword) byPassword.run({ tenant: typed.tenant.trim(), email: typed.email.trim(), password });
    else byProvider.run(typed.tenant.trim());
  };
  return (
    <form className="stack" ref={form} onSubmit={submit}>
      <TextField
        label={t('signIn.tenant')}
        value={typed.tenant}
        onChange={(tenant) => type({ tenant })}
        autoComplete="organization"
      />
      {usesPassword && (
        <TextField
          label={t('signIn.email')}
          type="email"
          value={typed.email}
          onChange={(email) => type({ email })}
          autoComplete="username"
        />
      )}
      {usesPassword && <PasswordField value={password} onChange={setPassword} />}
      {failed && <FailureNotice failure={failed.failure} againAt={againAt} now={now} loud />}
      {failed?.failure.reason === 'finish-in-atrium' && (
        <Button onClick={onAtrium}>
          <ExternalLink aria-hidden />
          {t('signIn.openAtrium')}
        </Button>
      )}
      {usesPassword && (
        <Button type="submit" look="primary" size="wide" busy={byPassword.busy} disabled={mustWait}>
          {t(byPassword.busy ? 'signIn.going' : 'signIn.go')}
        </Button>
      )}
      {ways?.oidc && (
        <Button
          look={usesPassword ? 'plain' : 'primary'}
          size="wide"
          busy={byProvider.busy}
          disabled={typed.tenant.trim() === ''}
          onClick={() => byProvider.run(typed.tenant.trim())}
        >
          <ExternalLink aria-hidden />
          {t('signIn.withOrganisation')}
        </Button>
      )}
    </form>
  );
}
