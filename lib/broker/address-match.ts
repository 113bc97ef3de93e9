import { z } from 'zod';
import type { AddressMatches, AddressMatchRequest } from '@/lib/contract/broker';
import type { World } from '@/lib/world';
import type { AtlasAccess } from './environment';
import { parseJson } from './json';
import { Refused } from './refused';
import type { RefusalCode } from './refused';

const DEADLINE = 20_000;

const Score = z.number().nullable();
/** Atlas's `match_data[]`, as far as it is used: whether a success has `error_code`, and which, is not documented. */
const Match = z.object({
  index: z.number(),
  similarity_score: Score,
  same_person_score: Score.optional(),
  error_code: z.union([z.string(), z.number()]).nullish(),
});
const Indexed = z.looseObject({ index: z.number() });
const Answer = z.object({ match_data: z.array(z.unknown()) });

type OneMatch = AddressMatches[number];

/**
 * Asks Atlas's Address Match (`POST /v1/address/match/batch`) with the static credentials that may not reach a
 * browser. What comes back names indices and scores alone, no address.
 *
 * @throws Refused with one of the `atlas_…` codes, `addresses_not_taken`
 */
export function createAddressMatch(
  world: Pick<World, 'fetch' | 'deadline'>,
  accessOf: (tenantId: string) => AtlasAccess,
) {
  async function ask(
    { baseUrl, clientId, clientSecret }: AtlasAccess,
    asked: AddressMatchRequest,
    signal: AbortSignal,
  ): Promise<AddressMatches> {
    const request = new Request(`${baseUrl}/v1/address/match/batch`, {
      method: 'POST',
      // Lower case with underscores, unlike those of authtoken.
      headers: { client_id: clientId, client_secret: clientSecret, 'content-type': 'application/json' },
      body: JSON.stringify({
        application_id: asked.loanId,
        source_address: asked.source,
        target_addresses: asked.targets.map(({ address, index }) => ({ address, index })),
      }),
      redirect: 'error',
      signal,
    });
    const response = await world.fetch(request).catch(unavailable);
    const body = await response.text().catch(unavailable);
    if (!response.ok) throw new Refused(refusalOf(response.status));
    const answer = Answer.safeParse(parseJson(body));
    if (!answer.success) throw new Refused('atlas_unreadable');
    return asked.targets.map(({ index }) => matchOf(index, answer.data.match_data));
  }

  /** Whether one address that Atlas cannot make sense of fails alone or with the rest, its pages say both. */
  async function askEach(
    access: AtlasAccess,
    asked: AddressMatchRequest,
    signal: AbortSignal,
  ): Promise<AddressMatches> {
    const answers: AddressMatches = [];
    for (const target of asked.targets) {
      const one = ask(access, { ...asked, targets: [target] }, signal);
      answers.push(...(await one.catch((thrown: unknown) => [notTaken(target.index, thrown)])));
    }
    // None with any of them: it is the source.
    if (answers.every(({ error }) => error === NOT_TAKEN)) throw new Refused('addresses_not_taken');
    return answers;
  }

  return async (tenantId: string, asked: AddressMatchRequest): Promise<AddressMatches> => {
    const access = accessOf(tenantId);
    const signal = world.deadline(DEADLINE);
    return ask(access, asked, signal).catch((thrown: unknown) => {
      if (!isNotTaken(thrown) || asked.targets.length === 1) throw thrown;
      return askEach(access, asked, signal);
    });
  };
}

const NOT_TAKEN = 'not_taken';

function isNotTaken(thrown: unknown): boolean {
  return thrown instanceof Refused && thrown.code === 'addresses_not_taken';
}

/** @throws what is about more than this one target */
function notTaken(index: number, thrown: unknown): OneMatch {
  if (!isNotTaken(thrown)) throw thrown;
  return { index, similarityScore: null, samePersonScore: null, error: NOT_TAKEN };
}

function unavailable(cause: unknown): never {
  throw new Refused('atlas_unavailable', undefined, { cause });
}

function refusalOf(status: number): RefusalCode {
  if (status === 401 || status === 403) return 'atlas_credentials_refused';
  if (status === 400 || status === 422) return 'addresses_not_taken';
  return status === 429 || status >= 500 ? 'atlas_unavailable' : 'atlas_unreadable';
}

/** By `index`, since Atlas's pages disagree on the order. */
function matchOf(index: number, entries: readonly unknown[]): OneMatch {
  const none = { index, similarityScore: null, samePersonScore: null };
  const entry = entries.find((one) => Indexed.safeParse(one).data?.index === index);
  if (entry === undefined) return { ...none, error: 'no_answer' };
  const parsed = Match.safeParse(entry);
  if (!parsed.success) return { ...none, error: 'unreadable' };
  const {
    similarity_score: similarityScore,
    same_person_score: samePersonScore = null,
    error_code,
  } = parsed.data;
  const said = { index, similarityScore, samePersonScore };
  if (!error_code) return said;
  // A code that is prose may quote the address.
  const code = String(error_code);
  return { ...said, error: /^[\w-]{1,64}$/.test(code) ? code : 'unreadable' };
}
