import { Button } from './button';
import { hasOpenKind } from './folder-actions';
import type { FolderLine } from './folder-lines';
import { needsYou } from './folder-lines';
import type { FolderTableProps } from './folder-table';
import { kindWords, lineName, lineWords, reasonOf, typeWords } from './folder-words';
import { KindSelect } from './kind-select';
import { StateLine } from './state-badge';
import { useIntoView } from './use-into-view';
import { useWords } from './words/use-words';

export interface FolderCellsProps extends Pick<FolderTableProps, 'product' | 'onKind' | 'onRetake'> {
  readonly line: FolderLine;
  /** It is the one that is looked for. */
  readonly onSeen: (() => void) | undefined;
}

/** One line of a folder's table: what it is, how far it is, why not further, and what can be done. */
export function FolderCells({ line, product, onKind, onRetake, onSeen }: FolderCellsProps) {
  const words = useWords();
  const { t } = words;
  const name = lineName(line);
  const { row } = line;
  const reason = useIntoView<HTMLTableCellElement>(onSeen, 'center');
  return (
    <>
      <td className="folder-file">{line.path === undefined ? <code>{name}</code> : name}</td>
      <td className="folder-kind">
        {!hasOpenKind(line) ? (
          kindWords(words, product, line.kind)
        ) : (
          <KindSelect
            name={t('folder.kindOf', { document: name })}
            product={product}
            kind={line.kind}
            onChoose={(kind) => onKind([line], kind)}
          />
        )}
      </td>
      <td className="folder-size">{words.size(line.size)}</td>
      <td className="folder-state">
        <StateLine state={lineWords(words, line.state, line.failure)} />
      </td>
      <td className="folder-type" data-column={t('folder.column.type')}>
        {typeWords(words, line)}
      </td>
      <td className="folder-reason" ref={reason}>
        {reasonOf(words, line)}
        {needsYou(line) && row && (
          <Button
            size="small"
            name={t('retake.nextOf', { document: name })}
            onClick={() => onRetake(row.flowId, row.slotId)}
          >
            {t('retake.next')}
          </Button>
        )}
      </td>
    </>
  );
}
