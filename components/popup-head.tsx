import type { ReactNode } from 'react';
import { Brand } from './brand';
import './popup.css';

/** Who this is, on the left; what stands beside it, on the right. */
export function PopupHead({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="popup-head">
      <Brand />
      <div className="popup-side">{children}</div>
    </header>
  );
}
