import { useState } from 'react';
import { Download, Search } from 'lucide-react';
import type { Receipt } from '@/lib/domain/receipt';
import { count, day } from './amounts';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { stateWords } from './receipt-words';
import { TextField } from './text-field';
import { useAction } from './use-action';
import './receipts.css';

/** More would make the page slow; a narrower search shows the others, and an export holds all. */
const SHOWN = 100;

export interface ReceiptsProps {
  readonly now: number;
  /** Receipts in which every word is found, newest first. */
  readonly onReceipts: (search: string) => Promise<readonly Receipt[]>;
  /** Saves them to a file. */
  readonly onExport: (receipts: readonly Receipt[], format: 'csv' | 'json') => void;
}

/** What was sent to Atlas, kept when the documents themselves are gone. */
export function Receipts({ now, onReceipts, onExport }: ReceiptsProps) {
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly Receipt[]>();
  const look = useAction(async () => setFound(await onReceipts(search)), now);
  return (
    <section className="panel" aria-labelledby="receipts">
      <h2 id="receipts">Receipts</h2>
      <p className="soft">
        What was sent to Atlas and what became of it. Receipts stay when documents are gone.
      </p>
      <form
        className="receipts-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          look.run();
        }}
      >
        <TextField
          label="Find receipts"
          hint="Loan, kind, day as 2026-11-23, an id or a hash. Empty finds all."
          value={search}
          optional
          onChange={setSearch}
        />
        <Button type="submit" busy={look.busy}>
          <Search aria-hidden />
          Find
        </Button>
      </form>
      <p role="status">{found && `${count(found.length, 'receipt')} found`}</p>
      {found && found.length > 0 && (
        <>
          <Table receipts={found.slice(0, SHOWN)} />
          {found.length > SHOWN && <p className="soft">The newest {SHOWN} are shown; an export holds all.</p>}
          <div className="receipts-exports">
            <Button onClick={() => onExport(found, 'csv')}>
              <Download aria-hidden />
              Export CSV
            </Button>
            <Button onClick={() => onExport(found, 'json')}>
              <Download aria-hidden />
              Export JSON
            </Button>
          </div>
        </>
      )}
      {look.failed && <FailureNotice failure={look.failed.failure} now={now} loud />}
    </section>
  );
}

function Table({ receipts }: { readonly receipts: readonly Receipt[] }) {
  return (
    <div className="receipts-scroll">
      <table className="receipts">
        <thead>
          <tr>
            {['Sent', 'Loan', 'Document', 'Result', 'SHA-256', 'Id at Atlas'].map((title) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {receipts.map((one) => (
            <tr key={one.documentId}>
              <td>{day(one.firstSentAt)}</td>
              <td>{one.loanId}</td>
              <td>
                {one.kind}
                {one.attempt > 1 && ` (attempt ${one.attempt})`}
              </td>
              <td>
                {stateWords[one.state]}
                {one.state === 'refused' && one.verdictCode && `: ${one.verdictCode}`}
              </td>
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
