import type { ReactNode } from 'react';
import { useId } from 'react';
import './field.css';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Draws the control: it takes the label's `id`, and is described by the hint if there is one. */
  readonly children: (control: {
    readonly id: string;
    readonly describedBy: string | undefined;
  }) => ReactNode;
}

/** A control under its name, with a hint below it. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children({ id, describedBy: hintId })}
      {hint && (
        <p className="field-hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
