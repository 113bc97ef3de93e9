import { useState } from 'react';
import { Download } from 'lucide-react';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import type { ExportedResults, FolderActions } from './folder-actions';
import type { FolderLine } from './folder-lines';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface FolderExportsProps {
  readonly lines: readonly FolderLine[];
  readonly now: number;
  readonly actions: Pick<FolderActions, 'onExport' | 'onExportResults'>;
}

/** The table that is shown as a file, and what Atlas read of all documents, with what is missing in it. */
export function FolderExports({ lines, now, actions }: FolderExportsProps) {
  const { t } = useWords();
  const [exported, setExported] = useState<ExportedResults>();
  const results = useAction(async () => {
    setExported(undefined);
    setExported(await actions.onExportResults());
  }, now);
  return (
    <>
      <Button onClick={() => actions.onExport(lines)}>
        <Download aria-hidden />
        {t('receipts.csv')}
      </Button>
      {lines.some(({ state }) => state === 'read' || state === 'refused') && (
        <Button busy={results.busy} onClick={() => results.run()}>
          <Download aria-hidden />
          {t('folder.results')}
        </Button>
      )}
      {results.failed && <FailureNotice failure={results.failed.failure} now={now} loud />}
      <p className="note" role="status">
        {exported && t('folder.exported', { count: exported.saved })}{' '}
        {exported && exported.missing > 0 && t('folder.exportedWithout', { count: exported.missing })}
      </p>
      {exported?.failure && <FailureNotice failure={exported.failure} now={now} />}
    </>
  );
}
