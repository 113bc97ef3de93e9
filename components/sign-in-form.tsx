import type { SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { PasswordField, TextField } from './text-field';
import { useAction } from './use-action';
import { useFirstEmpty } from './use-first-empty';

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
}

export function SignInForm({ now, draft, onType, onSignIn }: SignInFormProps) {
  const [typed, setTyped] = useState(draft);
  const [password, setPassword] = useState('');
  const { run, busy, failed } = useAction(onSignIn, now);
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
    if (!mustWait) run({ tenant: typed.tenant.trim(), email: typed.email.trim(), password });
  };
  return (
    <form className="stack" ref={form} onSubmit={submit}>
      <TextField
        label="Tenant"
        value={typed.tenant}
        onChange={(tenant) => type({ tenant })}
        autoComplete="organization"
      />
      <TextField
        label="Email"
        type="email"
        value={typed.email}
        onChange={(email) => type({ email })}
        autoComplete="username"
      />
      <PasswordField value={password} onChange={setPassword} />
      {failed && <FailureNotice failure={failed.failure} againAt={againAt} now={now} loud />}
      <Button type="submit" look="primary" size="wide" busy={busy} disabled={mustWait}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
