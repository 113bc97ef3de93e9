import { useId } from 'react';
import { Menu, PanelRight, ReceiptText, Settings } from 'lucide-react';
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
  readonly onReceipts: () => void;
  /** Absent where the list stays open anyway. */
  readonly onPanel?: (() => void) | undefined;
  readonly onSignOut: (deleteUnsent: boolean) => void;
}

/**
 * Plain buttons that need no arrow keys, in a popover: Escape, a press beside it and where the focus goes then are the
 * browser's.
 */
export function AccountMenu({ agent, onOptions, onReceipts, onPanel, ...leaving }: AccountMenuProps) {
  const { t } = useWords();
  const id = useId();
  return (
    <>
      <Button look="quiet" size="small" name={t('menu.open')} opens={id}>
        <Menu aria-hidden />
      </Button>
      <div className="menu-list" id={id} popover="auto">
        <p className="menu-who">
          <strong>{mask(agent.displayName)}</strong>
          {agent.email}
        </p>
        <Button look="quiet" onClick={onReceipts}>
          <ReceiptText aria-hidden />
          {t('receipts.title')}
        </Button>
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
    </>
  );
}
