import { Plus } from 'lucide-react';
import type { ProductDocument } from '@/lib/domain/organisation';
import { mask } from '@/lib/domain/masked';
import { Button } from './button';
import { StateLine } from './state-badge';
import { missingWords } from './state-words';
import { Thumbnail } from './thumbnail';
import { useWords } from './words/use-words';
import './document-row.css';

export interface MissingRowProps {
  readonly missing: ProductDocument;
  /** Absent: files are switched off, and it comes from the portal. */
  readonly onAdd: (() => void) | undefined;
}

/** A paper the product asks for that nobody has captured yet. */
export function MissingRow({ missing: { kind, label: given, required }, onAdd }: MissingRowProps) {
  const words = useWords();
  const { t } = words;
  const label = mask(given);
  return (
    <li className="document" aria-label={t('missing.named', { document: label })}>
      <Thumbnail kind={kind} missing />
      <div>
        <p className="document-label">{label}</p>
        {required ? (
          <StateLine state={missingWords(words)} more={t('missing.required')} />
        ) : (
          <p className="soft note">{t('missing.optional')}</p>
        )}
      </div>
      {onAdd && (
        <Button look="quiet" size="small" name={t('missing.addOf', { document: label })} onClick={onAdd}>
          <Plus aria-hidden />
          {t('missing.add')}
        </Button>
      )}
    </li>
  );
}
