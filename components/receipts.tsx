import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Download, Search } from 'lucide-react';
import type { ReceiptsSaid } from '@/lib/contract/rpc';
import type { Product } from '@/lib/domain/organisation';
import type { Receipt } from '@/lib/domain/receipt';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { ReceiptTableProps } from './receipt-table';
import { ReceiptTable } from './receipt-table';
import { saidIn } from './receipt-words';
import { TextField } from './text-field';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './receipts.css';

/** More would make the page slow; a narrower search shows the others, and an export holds all. */
const SHOWN = 100;

export interface ReceiptsProps {
  readonly now: number;
  /** What the agent has looked for elsewhere: it is looked for here at once, and anew with each new one. */
  readonly sought?: { readonly search: string } | undefined;
  /** What the organisation calls the kinds. */
  readonly products?: readonly Product[] | undefined;
  /** Receipts in which every word is found, newest first; `said` is what they are called on this page. */
  readonly onReceipts: (search: string, said: ReceiptsSaid) => Promise<readonly Receipt[]>;
  readonly onCopy: ReceiptTableProps['onCopy'];
  /** Saves them to a file. */
  readonly onExport: (receipts: readonly Receipt[], format: 'csv' | 'json') => void;
}

/** What was sent to Atlas, kept when the documents themselves are gone. */
export function Receipts({ now, sought, products, onReceipts, onCopy, onExport }: ReceiptsProps) {
  const words = useWords();
  const { t } = words;
  const box = useRef<HTMLElement>(null);
  const [search, setSearch] = useState(sought?.search ?? '');
  const [answered, setAnswered] = useState(sought);
  if (sought !== answered) {
    setAnswered(sought);
    if (sought) setSearch(sought.search);
  }
  const [found, setFound] = useState<readonly Receipt[]>();
  const look = useAction(async (wanted: string) => setFound(await onReceipts(wanted, saidIn(words))), now);
  const begin = (wanted: string) => {
    look.run(wanted);
    box.current?.querySelector('input')?.focus({ preventScroll: true });
    box.current?.scrollIntoView();
  };
  const onSought = useEffectEvent(begin);
  useEffect(() => {
    if (sought) onSought(sought.search);
  }, [sought]);
  return (
    <section className="panel" aria-labelledby="receipts" ref={box}>
      <h2 id="receipts">{t('receipts.title')}</h2>
      <p className="soft">{t('receipts.about')}</p>
      <form
        className="receipts-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          look.run(search);
        }}
      >
        <TextField
          label={t('receipts.search')}
          hint={t('receipts.hint')}
          value={search}
          optional
          onChange={setSearch}
        />
        <Button type="submit" busy={look.busy}>
          <Search aria-hidden />
          {t('receipts.find')}
        </Button>
      </form>
      <p role="status">
        {found && t('receipts.found', { count: found.length })}
        {found?.length === 0 && ` ${t('receipts.nothing')}`}
      </p>
      {found && found.length > 0 && (
        <Found
          found={found}
          products={products}
          onCopy={onCopy}
          onExport={onExport}
          onLook={(wanted) => {
            setSearch(wanted);
            begin(wanted);
          }}
        />
      )}
      {look.failed && <FailureNotice failure={look.failed.failure} now={now} loud />}
    </section>
  );
}

interface FoundProps extends Pick<ReceiptsProps, 'products' | 'onCopy' | 'onExport'> {
  readonly found: readonly Receipt[];
  readonly onLook: ReceiptTableProps['onLook'];
}

function Found({ found, products = [], onExport, ...more }: FoundProps) {
  const { t } = useWords();
  return (
    <>
      <ReceiptTable receipts={found.slice(0, SHOWN)} products={products} {...more} />
      {found.length > SHOWN && <p className="soft">{t('receipts.newest', { count: SHOWN })}</p>}
      <div className="receipts-exports">
        <Button onClick={() => onExport(found, 'csv')}>
          <Download aria-hidden />
          {t('receipts.csv')}
        </Button>
        <Button onClick={() => onExport(found, 'json')}>
          <Download aria-hidden />
          {t('receipts.json')}
        </Button>
      </div>
    </>
  );
}
