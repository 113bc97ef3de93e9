import type { Context } from 'hono';
import { z } from 'zod';
import type { Refuse } from './atlas-errors';
import { similarity } from './atlas-reading';
import type { Credentials } from './atlas-tokens';

const Match = z.object({
  application_id: z.string().min(1),
  source_address: z.string().min(1),
  target_addresses: z.array(z.object({ address: z.string(), index: z.int() })).min(1),
});

/** Whether an address that cannot be normalised fails alone or with the whole request; the pages say both. */
export type Normalisation = 'per-target' | 'whole-request';

/** `POST /v1/address/match/batch` (ADDR): static credentials in lower-case headers, no token. */
export function createAddressMatch(
  { clientId, clientSecret }: Credentials,
  refuse: Refuse,
  normalisation: Normalisation = 'per-target',
) {
  return async (context: Context): Promise<Response> => {
    if (context.req.header('client_id') !== clientId || context.req.header('client_secret') !== clientSecret)
      return refuse({ status: 401, text: 'Invalid client_id or client_secret', coded: true });
    const match = Match.safeParse(await context.req.json().catch(() => undefined));
    const invalid = 'source_address or target_addresses is missing or invalid';
    if (!match.success) return refuse({ status: 400, text: invalid, coded: true });
    const { source_address, target_addresses } = match.data;
    const addresses = [source_address, ...target_addresses.map(({ address }) => address)];
    if (!isAddress(source_address) || (normalisation === 'whole-request' && !addresses.every(isAddress)))
      return refuse({ status: 422, text: 'An address could not be normalised', coded: true });
    return Response.json({
      match_data: target_addresses.map(({ address, index }) => ({
        source_address,
        target_address: address,
        index,
        ...score(source_address, address),
      })),
    });
  };
}

function score(source: string, target: string) {
  if (!isAddress(target))
    return { similarity_score: null, same_person_score: null, error_code: 'NORMALIZATION_FAILED' };
  const similar = similarity(source, target);
  return { similarity_score: similar, same_person_score: Math.round(similar / 10), error_code: null };
}

const isAddress = (text: string) => /\p{L}{2}/u.test(text);
