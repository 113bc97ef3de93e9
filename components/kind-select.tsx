import type { Kind, Product } from '@/lib/domain/organisation';
import { OTHER } from '@/lib/domain/guess-kind';
import { kindWords } from './folder-words';
import { useWords } from './words/use-words';

export interface KindSelectProps {
  readonly name: string;
  readonly product: Product | undefined;
  /** Absent: several kinds, or none chosen yet. */
  readonly kind: Kind | undefined;
  readonly onChoose: (kind: Kind) => void;
}

/** The kinds of a product, and “not recognised”. */
export function KindSelect({ name, product, kind, onChoose }: KindSelectProps) {
  const words = useWords();
  const kinds = [...(product?.documents.map((one) => one.kind) ?? []), OTHER];
  return (
    <select
      className="select"
      aria-label={name}
      value={kind ?? ''}
      onChange={({ target }) => {
        const chosen = kinds.find((one) => one === target.value);
        if (chosen !== undefined) onChoose(chosen);
      }}
    >
      {kind === undefined && <option value="">{words.t('folder.chooseKind')}</option>}
      {[...new Set(kinds)].map((one) => (
        <option key={one} value={one}>
          {kindWords(words, product, one)}
        </option>
      ))}
    </select>
  );
}
