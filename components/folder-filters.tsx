import type { Kind, Product } from '@/lib/domain/organisation';
import type { Filter, FolderLine, LineState } from './folder-lines';
import { countBy, lineStates } from './folder-lines';
import { kindWords, lineWords } from './folder-words';
import { useWords } from './words/use-words';

export interface FolderFiltersProps {
  readonly lines: readonly FolderLine[];
  readonly product: Product | undefined;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** Which lines are shown: by state and by kind, each with how many there are. */
export function FolderFilters({ lines, product, filter, onFilter }: FolderFiltersProps) {
  const words = useWords();
  const { t } = words;
  const states = countBy(lines, ({ state }) => state);
  const kinds = countBy(lines, ({ kind }) => kind);
  return (
    <>
      <Choice<LineState>
        name={t('folder.column.state')}
        all={lines.length}
        value={filter.state}
        counts={lineStates.flatMap((state) => [[state, states.get(state) ?? 0] as const])}
        said={(state) => lineWords(words, state).words}
        onChoose={(state) => onFilter({ ...filter, state })}
      />
      <Choice<Kind>
        name={t('folder.column.kind')}
        all={lines.length}
        value={filter.kind}
        counts={[...kinds]}
        said={(kind) => kindWords(words, product, kind)}
        onChoose={(kind) => onFilter({ ...filter, kind })}
      />
    </>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly all: number;
  readonly value: T | undefined;
  readonly counts: ReadonlyArray<readonly [T, number]>;
  readonly said: (one: T) => string;
  readonly onChoose: (one: T | undefined) => void;
}

function Choice<T extends string>({ name, all, value, counts, said, onChoose }: ChoiceProps<T>) {
  const { t } = useWords();
  // What was chosen stays to be seen when its last line has changed.
  const shown = counts.filter(([one, count]) => count > 0 || one === value);
  return (
    <label className="folder-choice">
      <span className="soft note">{name}</span>
      <select
        className="select"
        value={value ?? ''}
        onChange={({ target }) => onChoose(shown.find(([one]) => one === target.value)?.[0])}
      >
        <option value="">{t('folder.all', { count: all })}</option>
        {shown.map(([one, count]) => (
          <option key={one} value={one}>
            {t('folder.option', { name: said(one), count })}
          </option>
        ))}
      </select>
    </label>
  );
}
