import type { SubmitEvent } from 'react';
import { useState } from 'react';
import { Button } from './button';
import { FailureNotice, waitEnds } from './failure-notice';
import { TextField } from './text-field';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface OrganisationFormProps {
  readonly now: number;
  /** What was typed before, or the address in use. */
  readonly address: string;
  readonly onType?: (address: string) => void;
  /** Rejects with `Failed`. */
  readonly onSubmit: (address: string) => Promise<unknown>;
  readonly submitWords: string;
  /** What it does to what is here now, said before it is pressed; then it is not what the page wants of him. */
  readonly means?: string | undefined;
}

export function OrganisationForm(props: OrganisationFormProps) {
  const { t } = useWords();
  const { now, onType, onSubmit, submitWords, means } = props;
  const [address, setAddress] = useState(props.address);
  const { run, busy, failed } = useAction(onSubmit, now);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(address.trim());
  };
  const type = (text: string) => {
    setAddress(text);
    onType?.(text);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label={t('organisation.address')}
        value={address}
        onChange={type}
        hint={t('organisation.hint')}
        autoComplete="url"
      />
      {failed && <FailureNotice failure={failed.failure} againAt={waitEnds(failed)} now={now} loud />}
      {means !== undefined && <p className="soft note">{means}</p>}
      <Button
        type="submit"
        look={means === undefined ? 'primary' : 'plain'}
        size={means === undefined ? 'wide' : 'normal'}
        busy={busy}
        disabled={address.trim() === ''}
      >
        {submitWords}
      </Button>
    </form>
  );
}
