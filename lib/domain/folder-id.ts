import { z } from 'zod';

/** `lib/domain/folder.ts` says what stands in it and makes one; apart from that, since the popup loads no schema. */
export const FolderId = z
  .string()
  .regex(/^F-\d{8}-[2-9A-Z]{6}-(?:[1-9]|1\d|20)$/, 'a folder has an id like F-20261128-K7Q2MX-20');
export type FolderId = z.infer<typeof FolderId>;

/** The folder of a part, if it is one. */
export function folderOfPart(loanId: string): FolderId | undefined {
  return FolderId.safeParse(loanId.split('/')[0]).data;
}
