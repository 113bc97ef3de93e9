import type { HTMLInputAutoCompleteAttribute } from 'react';
import { useId, useState } from 'react';
import './text-field.css';

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
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field-input"
        type={type}
        value={value}
        required={!optional}
        spellCheck={false}
        autoCapitalize="none"
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export interface PasswordFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function PasswordField({ value, onChange }: PasswordFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Password
      </label>
      <div className="field-box">
        <input
          id={id}
          className="field-input"
          type={shown ? 'text' : 'password'}
          value={value}
          required
          autoComplete="current-password"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          className="field-show"
          aria-controls={id}
          aria-label={shown ? 'Hide what you type' : 'Show what you type'}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
    </div>
  );
}
