import { z } from 'zod';

/** The languages the program speaks, each with a whole catalogue in `components/words`. */
export const Language = z.enum(['en']);
export type Language = z.infer<typeof Language>;

/** The first of the wished languages (`hi-IN`, `hi`) that we speak; English when there is none. */
export function pickLanguage(wished: readonly string[]): Language {
  for (const tag of wished) {
    const spoken = Language.safeParse(tag.split('-')[0]?.toLowerCase());
    if (spoken.success) return spoken.data;
  }
  return 'en';
}
