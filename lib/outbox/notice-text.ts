import { fill, fillCounted } from '@/lib/domain/fill';
import { folderName } from '@/lib/domain/folder';
import { mask } from '@/lib/domain/masked';
import type { NoticeWords } from '@/lib/domain/notice';
import type { Cause, Need } from './needs';
import type { Notice } from './notices';
import { nameOf } from './notices';

/** What a press on a notice does: opens the document's own place, opens the list, or sends the notice away. */
export type Act = 'photograph' | 'list' | 'later';

/** A notice as it is shown, to whoever passes by: the loan's number and counts, no name, no kind of paper. */
export interface SaidNotice {
  readonly title: string;
  readonly message: string;
  /** What its buttons do, in their order, and say. A press on the notice itself does the first. */
  readonly buttons: ReadonlyArray<{ readonly act: Act; readonly says: string }>;
}

/** @param one makes this notice's id another than the next one's of the same loan */
export function noticeId({ about }: Notice, mayPhotograph: boolean, one: string): string {
  const slotId = about.is === 'loan' && mayPhotograph ? about.slotId : '';
  return [nameOf(about), slotId, one].join('/');
}

/** What an id says of a notice: a press may find a background that knows nothing else. */
export function readNoticeId(id: string) {
  const [name = '', slotId = ''] = id.split('/');
  const acts: readonly Act[] = slotId === '' ? ['list', 'later'] : ['photograph', 'list'];
  return { name, slotId, acts };
}

export function sayNotice({ about, needs }: Notice, id: string, words: NoticeWords): SaidNotice {
  const count = (what: keyof Counts) => fillCounted(words[what], words.language, countOf(what, needs));
  const titles = {
    loan: () => fill(words.loan, { loan: mask(about.is === 'loan' ? about.loanId : '') }),
    folder: () =>
      fill(words.folder, { folder: about.is === 'folder' ? folderName(about.folder, words.language) : '' }),
    loans: () => count('loans'),
    lost: () => words.device,
  } as const;
  const says: Readonly<Record<Act, string>> = {
    photograph: words.photograph,
    list: about.is === 'loan' ? words.showLoan : words.showLoans,
    later: words.later,
  };
  return {
    title: titles[about.is](),
    message: count(causeOf(needs)),
    buttons: readNoticeId(id).acts.map((act) => ({ act, says: says[act] })),
  };
}

type Counts = Pick<NoticeWords, 'loans' | 'refused' | 'parked' | 'lost' | 'mixed'>;

function countOf(what: keyof Counts, needs: readonly Need[]): number {
  return what === 'loans' ? new Set(needs.map(({ folder, loanId }) => folder ?? loanId)).size : needs.length;
}

/** The one cause of all of them, if there is one. */
function causeOf(needs: readonly Need[]): Cause | 'mixed' {
  const [cause, ...others] = new Set(needs.map((need) => need.cause));
  return cause === undefined || others.length > 0 ? 'mixed' : cause;
}
