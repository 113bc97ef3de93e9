import { z } from 'zod';
import type { Counted, Template } from './portal-words';
import { Quiet } from './quiet';

/** How this device tells its agent that documents need him. Absent: as soon as they do, at any hour. */
export const NoticeSettings = z.strictObject({
  isOff: z.literal(true).optional(),
  quiet: Quiet.optional(),
});
export type NoticeSettings = z.infer<typeof NoticeSettings>;

/** All that the background says outside of a page, as data in one language. It may stand on a lock screen. */
export interface NoticeWords {
  /** BCP 47; which of a `Counted`'s forms is meant. */
  readonly language: string;
  /** `{loan}` */
  readonly loan: Template;
  /** `{folder}` */
  readonly folder: Template;
  /** `{count}` loans. */
  readonly loans: Counted;
  /** Titles have no sentence: documents that no loan here has any more. */
  readonly device: Template;
  /** `{count}` documents each. */
  readonly refused: Counted;
  readonly parked: Counted;
  readonly lost: Counted;
  readonly mixed: Counted;
  readonly photograph: Template;
  readonly showLoan: Template;
  readonly showFolder: Template;
  readonly showLoans: Template;
  readonly later: Template;
  /** Of the toolbar's button: what its number counts, `{count}`. */
  readonly needYou: Counted;
  readonly underWay: Counted;
  /** In its menu, where the browser has no such entry of its own. */
  readonly panel: Template;
}
