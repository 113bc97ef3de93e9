import type { ReactNode } from 'react';
import { LoaderCircle } from 'lucide-react';
import './button.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly size?: 'small' | 'normal' | 'wide';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Under way: shown by a wheel, and not pressed twice. */
  readonly busy?: boolean;
  /** The accessible name, where the visible words alone do not say which document is meant. */
  readonly name?: string;
  readonly expanded?: boolean;
  readonly controls?: string;
  /** The id of what it opens above the page, and closes: the browser does it, and says whether it is open. */
  readonly opens?: string;
  /** Without a border and at the beginning of a line: its words stand where those of the other lines do. */
  readonly flush?: boolean;
  /** What stands in its place after the press, and is named the same: the focus goes there (`kept-focus.ts`). */
  readonly place?: string;
}

export function Button(props: ButtonProps) {
  const { children, look = 'plain', size = 'normal', type = 'button', busy = false } = props;
  return (
    <button
      type={type}
      className={`button button-${look} button-${size}${props.flush ? ' button-flush' : ''}`}
      disabled={busy || props.disabled === true}
      aria-busy={busy || undefined}
      aria-label={props.name}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      popoverTarget={props.opens}
      data-place={props.place}
      onClick={props.onClick}
    >
      {busy && <LoaderCircle className="spin" aria-hidden />}
      {children}
    </button>
  );
}
