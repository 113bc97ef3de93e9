import type { FolderId } from './folder-id';
import { localeOf } from './language';

/*
 * A folder of documents that go by Bulk. Atlas's Bulk knows no loan, so a folder has an id of its own in the place of
 * one: the day, six letters of chance, and into how many parts its documents go. Each part is a flow.
 */

/** Documents that are taken of a folder at once. */
export const MOST_IN_FOLDER = 1_000;
/** Documents of a part when the folder is chosen: one upload and one page of Bulk's results. */
const USUAL_IN_PART = 50;
/** Documents that a part takes at the most, by chance and when the folder is chosen again with more in it. */
export const MOST_IN_PART = 100;

/** Without letters that are taken for digits. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param count of the files that were chosen */
export function newFolderId({ now, random }: Chance, count: number): FolderId {
  const day = new Date(now());
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  const letters = Array.from({ length: 6 }, () => LETTERS[Math.floor(random() * LETTERS.length)] ?? '2');
  const parts = Math.ceil(Math.min(Math.max(count, 1), MOST_IN_FOLDER) / USUAL_IN_PART);
  return `F-${date}-${letters.join('')}-${parts}`;
}

interface Chance {
  readonly now: () => number;
  readonly random: () => number;
}

/**
 * What stands in the place of a loan's id for the part that a file belongs to. It follows from the file's content, so
 * the same file comes to the same part however often the folder is chosen, and nobody has to look into the others.
 * @param file SHA-256 of the file, lower-case hex
 */
export function partOf(folderId: FolderId, file: string): string {
  const parts = Number(folderId.split('-').at(-1));
  return `${folderId}/${(Number.parseInt(file.slice(0, 8), 16) % parts) + 1}`;
}

/** All that stands in the place of loans' ids for the parts of a folder; of every folder without one. */
export function partsRange(folderId = 'F-'): [from: string, to: string] {
  return folderId === 'F-' ? [folderId, 'F.'] : [`${folderId}/`, `${folderId}0`];
}

/** What its name is made of: the day, `2026-11-28`, and the letters, `K7Q2MX`. */
export function folderParts(folderId: string): { readonly day: string; readonly letters: string } {
  const [, date = '', letters = ''] = folderId.split('-');
  return { day: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`, letters };
}

/** As the agent reads it: `28 Nov 2026 K7Q2MX`. */
export function folderName(folderId: string, language: string): string {
  const { day, letters } = folderParts(folderId);
  const date = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' });
  return `${date.format(Date.parse(day))} ${letters}`;
}
