import type { HTMLInputAutoCompleteAttribute } from 'react';
import { useState } from 'react';
import { Field } from './field';
import { useWords } from './words/use-words';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'url';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  /** May be left empty. */
  readonly optional?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, type = 'text', optional = false, ...rest } = props;
  return (
    <Field label={label} hint={hint}>
      {({ id, describedBy }) => (
        <input
          id={id}
          className="field-input"
          type={type}
          value={value}
          required={!optional}
          spellCheck={false}
          autoCapitalize="none"
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          {...rest}
        />
      )}
    </Field>
  );
}

export interface PasswordFieldProps {
  /** Absent: the password. */
  readonly label?: string;
  /** A PIN: no password manager offers anything, a keyboard of digits comes up. */
  readonly digits?: boolean;
  readonly isNew?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function PasswordField(props: PasswordFieldProps) {
  const { t } = useWords();
  const { label = t('signIn.password'), value, onChange, digits = false, isNew = false } = props;
  const [shown, setShown] = useState(false);
  return (
    <Field label={label}>
      {({ id }) => (
        <div className="field-box">
          <input
            id={id}
            className="field-input"
            type={shown ? 'text' : 'password'}
            value={value}
            required
            autoComplete={digits ? 'off' : isNew ? 'new-password' : 'current-password'}
            inputMode={digits ? 'numeric' : undefined}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            className="field-show"
            aria-controls={id}
            aria-label={t(shown ? 'signIn.hideName' : 'signIn.showName')}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'signIn.hide' : 'signIn.show')}
          </button>
        </div>
      )}
    </Field>
  );
}
