import type { LoanGroup, LoanLine, LoansView } from '@/lib/contract/loans-view';

/** What stands in the list: a group's name, or a loan. */
export type Row =
  | { readonly is: 'group'; readonly key: LoanGroup; readonly group: LoanGroup; readonly count: number }
  | {
      readonly is: 'loan';
      readonly key: string;
      readonly line: LoanLine;
      readonly place: readonly [at: number, of: number];
    };

/** The lines as they are listed, each group under its name. */
export function rowsOf({ lines, counts }: Pick<LoansView, 'lines' | 'counts'>): Row[] {
  return lines.flatMap((line, at): Row[] => {
    const { group } = line;
    const loan = { is: 'loan', key: line.flowId, line, place: [at + 1, lines.length] } as const;
    const isFirst = lines[at - 1]?.group !== group;
    return isFirst ? [{ is: 'group', key: group, group, count: counts[group] }, loan] : [loan];
  });
}
