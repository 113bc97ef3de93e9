import type { FolderId } from '@/lib/domain/folder-id';
import type { Need } from './needs';

/** What one notification is about: a loan or a folder, several of them, or what was lost with its record. */
export type About =
  | { readonly is: 'loan'; readonly flowId: string; readonly loanId: string; readonly slotId: string }
  | { readonly is: 'folder'; readonly folder: FolderId; readonly place?: Place }
  | { readonly is: 'loans'; readonly place?: Place }
  | { readonly is: 'lost' };

/** Where one of the documents is taken again. */
export type Place = NonNullable<Need['place']>;

export interface Notice {
  readonly about: About;
  /** All that it speaks of, told before or not. */
  readonly needs: readonly Need[];
}

export interface NoticePlan {
  /** One at most, however much has come. */
  readonly say?: Notice;
  /** Names of notices that speak of what needs nobody any more, or that the new one takes the place of. */
  readonly clear: readonly string[];
}

export const LOST = 'lost';
export const LOANS = 'loans';

/**
 * What to say of what needs the agent, and what no longer to say.
 * @param told facts that he was told of
 * @param shown the names (`nameOf`) of the notices that stand on his screen
 * @param isQuiet nothing is said now; what has come stays untold, and so is said when that is over
 */
export function planNotices(
  needs: readonly Need[],
  told: ReadonlySet<string>,
  shown: readonly string[],
  isQuiet: boolean,
): NoticePlan {
  const fresh = needs.filter(({ fact }) => !told.has(fact));
  const groups = new Set(needs.map(groupOf));
  const over = shown.filter((name) => (name === LOANS ? needs.length === 0 : !groups.has(name)));
  if (fresh.length === 0 || isQuiet) return { clear: over };
  const touched = new Set(fresh.map(groupOf));
  const [only] = touched;
  // One loan's notice speaks of that loan alone; the one for several takes the place of all others.
  if (touched.size > 1 || only === undefined)
    return { say: { about: { is: 'loans', ...placeIn(fresh) }, needs }, clear: [...shown] };
  const ofGroup = needs.filter((need) => groupOf(need) === only);
  return {
    say: { about: aboutOf(fresh), needs: ofGroup },
    clear: [...new Set([...over, ...shown.filter((name) => name === only)])],
  };
}

/** A notice's name: its group. The same loan's next notice takes its place. */
export function nameOf(about: About): string {
  if (about.is === 'loan') return about.flowId;
  return about.is === 'folder' ? about.folder : about.is === 'loans' ? LOANS : LOST;
}

/** All parts of a folder are one. */
function groupOf({ folder, place }: Need): string {
  return folder ?? place?.flowId ?? LOST;
}

/** What was just found opens at a press. */
function aboutOf(fresh: readonly Need[]): About {
  const [first] = fresh;
  if (first?.folder) return { is: 'folder', folder: first.folder, ...placeIn(fresh) };
  return first?.place ? { is: 'loan', loanId: first.loanId, ...first.place } : { is: 'lost' };
}

/** Of several that need the agent, the first of which a record is left. */
function placeIn(needs: readonly Need[]): { readonly place?: Place } {
  const place = needs.find((need) => need.place)?.place;
  return place ? { place } : {};
}
