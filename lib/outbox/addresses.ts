import { AddressMatches } from '@/lib/contract/broker';
import type { AddressesView, AddressMatchView, AddressView, ResultsView } from '@/lib/contract/results-view';
import type { Flow } from '@/lib/domain/flow';
import { toFailed } from '@/lib/domain/failed';
import type { Http } from '@/lib/http/http';
import type { Session } from '@/lib/session/session';

const SECOND = 1_000;
/** The broker gives Atlas twenty seconds. */
const DEADLINE = 25 * SECOND;
/** What the broker takes in one request, and of one address. */
const MOST_TARGETS = 50;
const LONGEST = 1_000;

export interface AddressesDeps {
  readonly http: Http;
  readonly session: Pick<Session, 'withAccess'>;
  /** The broker's base address. */
  readonly broker: () => Promise<string>;
  /** What Atlas read, masked where it was parsed. */
  readonly results: (flow: Flow) => Promise<ResultsView>;
}

/** Which of a flow's addresses the others are compared with. */
export type Chosen = Pick<AddressView, 'slotId' | 'key'>;

/** Atlas's Address Match for one flow, through the broker. Addresses are fetched when asked for and never stored. */
export function createAddresses({ http, session, broker, results }: AddressesDeps) {
  async function match(
    flow: Flow,
    source: AddressView,
    targets: readonly AddressView[],
  ): Promise<AddressMatchView[]> {
    const json = {
      loanId: flow.loanId,
      source: source.value,
      targets: targets.map(({ value: address }, index) => ({ index, address })),
    };
    const url = `${await broker()}/v1/address-match`;
    const answer = await session
      .withAccess((token) => {
        const headers = { authorization: `Bearer ${token}` };
        return http.json({ method: 'POST', url, headers, json, deadlineMs: DEADLINE }, AddressMatches);
      }, flow)
      .catch((thrown: unknown) => {
        // The source itself: said of every pair, since the agent may choose another.
        if (toFailed(thrown).detail === 'addresses_not_taken') return 'not_taken' as const;
        throw thrown;
      });
    return targets.map((target, index) => {
      if (answer === 'not_taken') return { ...target, error: answer };
      return matchView(
        target,
        answer.find((one) => one.index === index),
      );
    });
  }

  /** @param chosen absent, or no longer there: the first address is the source */
  return async function addresses(flow: Flow, chosen?: Chosen): Promise<AddressesView> {
    const all = addressesOf(await results(flow));
    const source =
      all.find(({ slotId, key }) => slotId === chosen?.slotId && key === chosen.key) ?? all.find(isAskable);
    if (!source) return { matches: all.map(tooLong) };
    const others = all.filter((one) => one !== source);
    const askable = isAskable(source) ? others.filter(isAskable) : [];
    const matches: AddressMatchView[] = [];
    for (let from = 0; from < askable.length; from += MOST_TARGETS)
      matches.push(...(await match(flow, source, askable.slice(from, from + MOST_TARGETS))));
    return { source, matches: [...matches, ...others.filter((one) => !askable.includes(one)).map(tooLong)] };
  };
}

const isAskable = ({ value }: AddressView) => value.length <= LONGEST;
const tooLong = (address: AddressView): AddressMatchView => ({ ...address, error: 'too_long' });

function matchView(target: AddressView, found: AddressMatches[number] | undefined): AddressMatchView {
  if (!found) return { ...target, error: 'no_answer' };
  const { similarityScore, samePersonScore, error } = found;
  return {
    ...target,
    ...(similarityScore !== null && { similarity: similarityScore }),
    ...(samePersonScore !== null && { samePerson: samePersonScore }),
    ...(error !== undefined && { error }),
  };
}

const isAddress = (key: string) => /(^|_)address$/.test(key);

/** Every address of a flow once: `formatted_address` is the paper's `address` again, in order. */
export function addressesOf({ documents }: ResultsView): AddressView[] {
  return documents.flatMap(({ slotId, fields }) => {
    const filled = fields.filter(({ key, value }) => isAddress(key) && value.trim() !== '');
    const isFormatted = filled.some(({ key }) => key === 'formatted_address');
    const own = filled.filter(({ key }) => !(isFormatted && key === 'address'));
    const distinct = own.filter(
      (one, at) => own.findIndex(({ key, value }) => key === one.key && value === one.value) === at,
    );
    return distinct.map(({ key, value }) => ({ slotId, key, value }));
  });
}
