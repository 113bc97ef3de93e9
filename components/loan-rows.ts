import type { FolderSummary } from '@/lib/contract/folder-view';
import type { LoanGroup, LoanLine, LoansView } from '@/lib/contract/loans-view';

/** What stands in the list: a group's name, a folder, or a loan. */
export type Row =
  | { readonly is: 'group'; readonly key: LoanGroup; readonly group: LoanGroup; readonly count: number }
  | { readonly is: 'folder'; readonly key: string; readonly folder: FolderSummary }
  | {
      readonly is: 'loan';
      readonly key: string;
      readonly line: LoanLine;
      readonly place: readonly [at: number, of: number];
    };

/** In the order in which they are listed: what the agent must do first. */
export const groups = ['attention', 'collecting', 'underWay', 'done'] as const satisfies readonly LoanGroup[];

/** Each group under its name: its folders, of which there are few, then its loans as they are listed. */
export function rowsOf({
  lines,
  folders = [],
  counts,
}: Pick<LoansView, 'lines' | 'folders' | 'counts'>): Row[] {
  const of = lines.length;
  const loans = lines.map(
    (line, at) => ({ is: 'loan', key: line.flowId, line, place: [at + 1, of] }) as const,
  );
  return groups.flatMap((group): Row[] => {
    const mine: Row[] = [
      ...folders
        .filter((folder) => folder.group === group)
        .map((folder) => ({ is: 'folder', key: folder.folderId, folder }) as const),
      ...loans.filter(({ line }) => line.group === group),
    ];
    return mine.length > 0 ? [{ is: 'group', key: group, group, count: counts[group] }, ...mine] : [];
  });
}
