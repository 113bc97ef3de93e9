import { Copy, History } from 'lucide-react';
import { useState } from 'react';
import type { Receipt } from '@/lib/domain/receipt';
import { Button } from './button';
import { valuesOf } from './receipt-words';
import { useWords } from './words/use-words';
import './receipts.css';

export interface ReceiptDetailsProps {
  readonly receipt: Receipt;
  /** Whose receipt it is, as its row says. */
  readonly of: string;
  readonly onCopy: (text: string) => Promise<unknown>;
  /** Looks for these words instead. */
  readonly onLook: (search: string) => void;
}

/** All of one receipt. What names something elsewhere is shown whole, and can be copied. */
export function ReceiptDetails({ receipt, of, onCopy, onLook }: ReceiptDetailsProps) {
  const words = useWords();
  const { t } = words;
  const [says, setSays] = useState('');
  const values = valuesOf(words, receipt);
  const copy = (text: string, said: string) =>
    void onCopy(text).then(
      () => setSays(said),
      () => setSays(t('result.notCopied')),
    );
  const all = () =>
    copy(values.map(({ name, said }) => `${name}: ${said}`).join('\n'), t('result.copiedAll'));
  return (
    <>
      <dl className="receipt-values">
        {values.map(({ name, said, isCode }) => (
          <div key={name}>
            <dt className="soft note">{name}</dt>
            <dd>
              {isCode ? <code>{said}</code> : said}
              {isCode && (
                <Button
                  look="quiet"
                  size="small"
                  name={t('result.copyOf', { field: name })}
                  onClick={() => copy(said, t('result.copied', { field: name }))}
                >
                  <Copy aria-hidden />
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div className="receipts-exports">
        <Button look="quiet" size="small" name={t('result.copyAllOf', { document: of })} onClick={all}>
          <Copy aria-hidden />
          {t('result.copyAll')}
        </Button>
        {receipt.attempt > 1 && (
          <Button
            look="quiet"
            size="small"
            name={t('button.of', { action: t('receipts.attempts'), document: of })}
            onClick={() => onLook(receipt.slotId)}
          >
            <History aria-hidden />
            {t('receipts.attempts')}
          </Button>
        )}
        <span role="status">{says}</span>
      </div>
    </>
  );
}
