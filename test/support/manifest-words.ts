import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { languages } from '../../lib/domain/language.ts';

const Catalogue = z.object({ brand: z.string(), popup: z.object({ about: z.string() }) });
/** Both stores refuse a longer description. */
const LONGEST_DESCRIPTION = 132;

/**
 * The extension's name and description in every language, as the browser and the stores read them (`_locales`): the
 * words that the popup greets with.
 * @throws when a description is longer than the stores take
 */
export function manifestWords(): Array<{ readonly relativeDest: string; readonly contents: string }> {
  return languages.map((language) => {
    const path = fileURLToPath(new URL(`../../components/words/${language}.json`, import.meta.url));
    const { brand, popup } = Catalogue.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (popup.about.length > LONGEST_DESCRIPTION)
      throw new Error(`the description in ${language} is longer than ${LONGEST_DESCRIPTION} letters`);
    const messages = { name: { message: brand }, description: { message: popup.about } };
    return { relativeDest: `_locales/${language}/messages.json`, contents: JSON.stringify(messages) };
  });
}
