import type { Kind, ProductDocument } from '@/lib/domain/organisation';
import { mask } from '@/lib/domain/masked';
import { useWords } from './words/use-words';
import './kind-picker.css';

export interface KindChoice extends ProductDocument {
  /** How many of this kind the loan already has. */
  readonly captured: number;
}

export interface KindPickerProps {
  readonly choices: readonly KindChoice[];
  readonly chosen: Kind | undefined;
  readonly onChoose: (kind: Kind) => void;
}

export function KindPicker({ choices, chosen, onChoose }: KindPickerProps) {
  const { t } = useWords();
  return (
    <fieldset className="kinds">
      <legend className="kinds-legend">{t('capture.kind')}</legend>
      {choices.map((choice) => (
        <label className="kind" key={choice.kind}>
          <input
            type="radio"
            name="kind"
            value={choice.kind}
            checked={choice.kind === chosen}
            onChange={() => onChoose(choice.kind)}
          />
          <span>
            <span className="kind-label">{mask(choice.label)}</span>
            <KindNote choice={choice} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function KindNote({ choice: { captured, required } }: { readonly choice: KindChoice }) {
  const { t } = useWords();
  if (captured > 0) return <span className="soft note">{t('capture.taken', { count: captured })}</span>;
  return (
    <span className={required ? 'note kind-missing' : 'note soft'}>
      {t(required ? 'capture.missing' : 'capture.optional')}
    </span>
  );
}
