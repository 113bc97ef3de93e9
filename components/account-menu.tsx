import { useEffect, useId, useRef, useState } from 'react';
import { Menu, PanelRight, Settings } from 'lucide-react';
import type { AgentView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { SignOut } from './sign-out';
import { useWords } from './words/use-words';
import './account-menu.css';

export interface AccountMenuProps {
  readonly agent: AgentView;
  /** Documents on this device that Atlas has not accepted. */
  readonly waiting: number;
  /** Those of them that may be deleted. */
  readonly unsent: number;
  readonly busy: boolean;
  readonly onOptions: () => void;
  /** Absent where the list stays open anyway. */
  readonly onPanel?: (() => void) | undefined;
  readonly onSignOut: (deleteUnsent: boolean) => void;
}

/** A disclosure and not an ARIA menu: two plain buttons need no arrow keys. */
export function AccountMenu({ agent, onOptions, onPanel, ...leaving }: AccountMenuProps) {
  const { t } = useWords();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (!open) return;
    const end = new AbortController();
    const { signal } = end;
    const escape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      // What had the focus is hidden now: it goes back to where the menu was opened.
      box.current?.querySelector('button')?.focus();
    };
    document.addEventListener('keydown', escape, { signal });
    const outside = ({ target }: Event) =>
      target instanceof Node && !box.current?.contains(target) && setOpen(false);
    document.addEventListener('pointerdown', outside, { signal });
    return () => end.abort();
  }, [open]);

  return (
    <div ref={box}>
      <Button
        look="quiet"
        size="small"
        name={t('menu.open')}
        expanded={open}
        controls={id}
        onClick={() => setOpen(!open)}
      >
        <Menu aria-hidden />
      </Button>
      <div className="menu-list" id={id} hidden={!open}>
        <p className="menu-who">
          <strong>{mask(agent.displayName)}</strong>
          {agent.email}
        </p>
        {onPanel && (
          <Button look="quiet" onClick={onPanel}>
            <PanelRight aria-hidden />
            {t('menu.panel')}
          </Button>
        )}
        <Button look="quiet" onClick={onOptions}>
          <Settings aria-hidden />
          {t('menu.options')}
        </Button>
        <SignOut look="quiet" {...leaving} />
      </div>
    </div>
  );
}
