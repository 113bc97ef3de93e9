import { z } from 'zod';
import type { AtlasApi } from '@/lib/domain/organisation';
import type { World } from '@/lib/world';
import type { AtlasAccess } from './environment';
import { parseJson } from './json';
import { Refused } from './refused';

const DEADLINE = 15_000;

/** Where each family of Atlas's API gives out its tokens; a token of one is not promised to work at another. */
const loginPaths = {
  flow: '/v3/verification/authtoken',
  bulk: '/v1/bulk/authtoken',
  docstream: '/v1/docstream/authtoken',
} as const satisfies Record<AtlasApi, string>;

/** Atlas's `authtoken` answer; `expires_in` in seconds. */
const AuthToken = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** @throws Refused with one of the `atlas_…` codes */
export async function askAtlas(
  world: Pick<World, 'fetch' | 'deadline'>,
  { clientId, clientSecret }: Pick<AtlasAccess, 'clientId' | 'clientSecret'>,
  family: AtlasApi,
  baseUrl: string,
): Promise<z.infer<typeof AuthToken>> {
  const request = new Request(`${baseUrl}${loginPaths[family]}`, {
    method: 'POST',
    headers: { 'Client-Id': clientId, 'Client-Secret': clientSecret, accept: 'application/json' },
    // The credentials follow no redirect.
    redirect: 'error',
    signal: world.deadline(DEADLINE),
  });
  const unavailable = (cause: unknown): never => {
    throw new Refused('atlas_unavailable', undefined, { cause });
  };
  const response = await world.fetch(request).catch(unavailable);
  const body = await response.text().catch(unavailable);
  if (response.status === 401 || response.status === 403) throw new Refused('atlas_credentials_refused');
  if (response.status >= 500 || response.status === 429) throw new Refused('atlas_unavailable');
  const parsed = AuthToken.safeParse(parseJson(body));
  // The status of success is not documented: 200 and 201 both stand in the examples.
  if (!parsed.success || (response.status !== 200 && response.status !== 201))
    throw new Refused('atlas_unreadable');
  return parsed.data;
}
