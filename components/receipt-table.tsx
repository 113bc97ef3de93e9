import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { loanName } from '@/lib/domain/loan-name';
import type { Product } from '@/lib/domain/organisation';
import type { Receipt } from '@/lib/domain/receipt';
import { Button } from './button';
import type { ReceiptDetailsProps } from './receipt-details';
import { ReceiptDetails } from './receipt-details';
import { paperOf, resultOf } from './receipt-words';
import { useWords } from './words/use-words';
import './receipts.css';

export interface ReceiptTableProps extends Pick<ReceiptDetailsProps, 'onCopy' | 'onLook'> {
  readonly receipts: readonly Receipt[];
  readonly products: readonly Product[];
}

const columns = ['sent', 'loan', 'document', 'result'] as const;

/** Receipts in a line each, which opens. */
export function ReceiptTable({ receipts, ...more }: ReceiptTableProps) {
  const { t } = useWords();
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
            <th scope="col">{t('document.details')}</th>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {t(`receipts.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {receipts.map((one) => (
            <ReceiptRows key={one.documentId} receipt={one} {...more} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ReceiptRows({
  receipt,
  products,
  ...more
}: Omit<ReceiptTableProps, 'receipts'> & { readonly receipt: Receipt }) {
  const words = useWords();
  const { t, day } = words;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const paper = paperOf(words, products, receipt);
  return (
    <>
      <tr>
        <td>
          <Button
            look="quiet"
            size="small"
            name={t('document.detailsOf', { document: `${paper}, ${loanName(receipt.loanId)}` })}
            expanded={isOpen}
            controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronDown className={isOpen ? 'turn' : ''} aria-hidden />
            {t('document.details')}
          </Button>
        </td>
        <td className="receipts-whole">{day(receipt.firstSentAt)}</td>
        <td className="receipts-whole">{loanName(receipt.loanId)}</td>
        <td>{paper}</td>
        <td>{resultOf(words, receipt)}</td>
      </tr>
      <tr id={id} hidden={!isOpen}>
        <td colSpan={columns.length + 1}>
          <div className="receipt-details">
            {isOpen && <ReceiptDetails receipt={receipt} of={paper} {...more} />}
          </div>
        </td>
      </tr>
    </>
  );
}
