import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Download, Search } from 'lucide-react';
import { loanName } from '@/lib/domain/loan-name';
import type { Kind, Product } from '@/lib/domain/organisation';
import type { Receipt } from '@/lib/domain/receipt';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { kindWords } from './folder-words';
import { TextField } from './text-field';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import type { Words } from './words/words';
import './receipts.css';

/** More would make the page slow; a narrower search shows the others, and an export holds all. */
const SHOWN = 100;

export interface ReceiptsProps {
  readonly now: number;
  /** What the agent has looked for elsewhere: it is looked for here at once, and anew with each new one. */
  readonly sought?: { readonly search: string } | undefined;
  /** What the organisation calls the kinds. */
  readonly products?: readonly Product[] | undefined;
  /** Receipts in which every word is found, newest first. */
  readonly onReceipts: (search: string) => Promise<readonly Receipt[]>;
  /** Saves them to a file. */
  readonly onExport: (receipts: readonly Receipt[], format: 'csv' | 'json') => void;
}

/** What was sent to Atlas, kept when the documents themselves are gone. */
export function Receipts({ now, sought, products, onReceipts, onExport }: ReceiptsProps) {
  const { t } = useWords();
  const box = useRef<HTMLElement>(null);
  const [search, setSearch] = useState(sought?.search ?? '');
  const [answered, setAnswered] = useState(sought);
  if (sought !== answered) {
    setAnswered(sought);
    if (sought) setSearch(sought.search);
  }
  const [found, setFound] = useState<readonly Receipt[]>();
  const look = useAction(async (words: string) => setFound(await onReceipts(words)), now);
  const begin = useEffectEvent((words: string) => {
    look.run(words);
    box.current?.querySelector('input')?.focus({ preventScroll: true });
    box.current?.scrollIntoView();
  });
  useEffect(() => {
    if (sought) begin(sought.search);
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
        <>
          <Table receipts={found.slice(0, SHOWN)} products={products} />
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
      )}
      {look.failed && <FailureNotice failure={look.failed.failure} now={now} loud />}
    </section>
  );
}

const columns = ['sent', 'loan', 'document', 'result', 'hash', 'id'] as const;

function Table({
  receipts,
  products = [],
}: Pick<ReceiptsProps, 'products'> & { readonly receipts: readonly Receipt[] }) {
  const words = useWords();
  const { t, day } = words;
  const kindOf = ({ kind }: Receipt) => kindWords(words, productWith(products, kind), kind);
  return (
    // Who has no mouse moves it sideways with the arrow keys.
    <div
      className="receipts-scroll"
      role="region"
      aria-label={t('receipts.found', { count: receipts.length })}
      tabIndex={0}
    >
      <table className="receipts">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {t(`receipts.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {receipts.map((one) => (
            <tr key={one.documentId}>
              <td>{day(one.firstSentAt)}</td>
              <td>{loanName(one.loanId)}</td>
              <td>
                {one.attempt > 1
                  ? t('receipts.attempt', { kind: kindOf(one), number: one.attempt })
                  : kindOf(one)}
              </td>
              <td>{resultOf(words, one)}</td>
              <td>
                <code title={one.sha256}>{one.sha256.slice(0, 12)}…</code>
              </td>
              <td>
                <code title={one.documentId}>{one.documentId.slice(0, 8)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A receipt does not say of which product its loan is; a kind is called the same in all of them. */
function productWith(products: readonly Product[], kind: Kind): Product | undefined {
  return products.find(({ documents }) => documents.some((one) => one.kind === kind));
}

/** How a sent document stands. */
function resultOf({ t }: Words, { state, verdictCode }: Receipt): string {
  const result = t(`receipts.state.${state}`);
  return state === 'refused' && verdictCode ? t('receipts.refusedAs', { result, code: verdictCode }) : result;
}
