import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Organisation } from '@/lib/domain/organisation';
import { parseJson } from './json';
import { Misconfigured } from './misconfigured';

/**
 * The organisation file that `SATCHEL_CONFIG` names.
 *
 * @throws Misconfigured naming the first wrong input by its path, as `products[0].documents[2].kind`
 */
export async function readOrganisation(path: string): Promise<Organisation> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Misconfigured(`SATCHEL_CONFIG: the file ${path} cannot be read`, { cause });
  });
  const json = parseJson(text.replace(/^\uFEFF/, ''));
  if (json === undefined) throw new Misconfigured(`SATCHEL_CONFIG: the file ${path} is not JSON`);
  const parsed = Organisation.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = first && first.path.length > 0 ? `${z.core.toDotPath(first.path)}: ` : '';
    throw new Misconfigured(`SATCHEL_CONFIG: ${where}${first?.message ?? 'is not an organisation file'}`);
  }
  return parsed.data;
}
