import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const catalogues = fileURLToPath(new URL('../../components/words/', import.meta.url));
const Catalogue = z.object({ brand: z.string(), popup: z.object({ about: z.string() }) });
/** Both stores refuse a longer description. */
const LONGEST_DESCRIPTION = 132;

/**
 * The extension's name and description in every language, as the browser and the stores read them (`_locales`): the
 * words that the popup greets with.
 * @throws when a description is longer than the stores take
 */
export function manifestWords(): Array<{ readonly relativeDest: string; readonly contents: string }> {
  const files = readdirSync(catalogues).filter((name) => extname(name) === '.json');
  return files.map((file) => {
    const { brand, popup } = Catalogue.parse(JSON.parse(readFileSync(join(catalogues, file), 'utf8')));
    if (popup.about.length > LONGEST_DESCRIPTION)
      throw new Error(`the description in ${file} is longer than ${LONGEST_DESCRIPTION} letters`);
    const messages = { name: { message: brand }, description: { message: popup.about } };
    const relativeDest = `_locales/${basename(file, '.json')}/messages.json`;
    return { relativeDest, contents: JSON.stringify(messages) };
  });
}
