import { fill, fillCounted } from '@/lib/domain/fill';
import { folderName } from '@/lib/domain/folder';
import { loanName } from '@/lib/domain/loan-name';
import type { NoticeWords } from '@/lib/domain/notice';
import type { Cause, Need } from './needs';
import type { About, Notice, Place } from './notices';
import { nameOf } from './notices';

/** What a press on a notice does: opens the document's own place, opens where all of them are listed, or sends the notice away. */
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
  const [name, place] = [nameOf(about), mayPhotograph ? placeOf(about) : undefined];
  const elsewhere = place && place.flowId !== name ? [place.flowId] : [];
  return [name, place?.slotId ?? '', one, ...elsewhere].join('/');
}

function placeOf(about: About): Place | undefined {
  if (about.is === 'lost') return undefined;
  return about.is === 'loan' ? about : about.place;
}

/** What an id says of a notice: a press may find a background that knows nothing else. */
export function readNoticeId(id: string) {
  const [name = '', slotId = '', , flowId = name] = id.split('/');
  return { name, flowId, slotId, acts: actsOf(slotId, flowId === name) };
}

/** Of one loan a press opens the document; of several, and of a folder, first of all where they stand together. */
function actsOf(slotId: string, isLoan: boolean): readonly Act[] {
  if (slotId === '') return ['list', 'later'];
  return isLoan ? ['photograph', 'list'] : ['list', 'photograph'];
}

export function sayNotice({ about, needs }: Notice, id: string, words: NoticeWords): SaidNotice {
  const count = (what: keyof Counts) => fillCounted(words[what], words.language, countOf(what, needs));
  const titles = {
    loan: () => fill(words.loan, { loan: loanName(about.is === 'loan' ? about.loanId : '') }),
    folder: () =>
      fill(words.folder, { folder: about.is === 'folder' ? folderName(about.folder, words.language) : '' }),
    loans: () => count('loans'),
    lost: () => words.device,
  } as const;
  const says: Readonly<Record<Act, string>> = {
    photograph: words.photograph,
    list: words[lists[about.is]],
    later: words.later,
  };
  return {
    title: titles[about.is](),
    message: count(causeOf(needs)),
    buttons: readNoticeId(id).acts.map((act) => ({ act, says: says[act] })),
  };
}

const lists = {
  loan: 'showLoan',
  folder: 'showFolder',
  loans: 'showLoans',
  lost: 'showLoans',
} as const satisfies Record<About['is'], keyof NoticeWords>;

type Counts = Pick<NoticeWords, 'loans' | 'refused' | 'parked' | 'lost' | 'mixed'>;

function countOf(what: keyof Counts, needs: readonly Need[]): number {
  return what === 'loans' ? new Set(needs.map(({ folder, loanId }) => folder ?? loanId)).size : needs.length;
}

/** The one cause of all of them, if there is one. */
function causeOf(needs: readonly Need[]): Cause | 'mixed' {
  const [cause, ...others] = new Set(needs.map((need) => need.cause));
  return cause === undefined || others.length > 0 ? 'mixed' : cause;
}
