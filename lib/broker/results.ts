import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { FlowResult } from '@/lib/contract/broker';
import type { World } from '@/lib/world';
import { maskAadhaar } from './aadhaar';
import type { Called } from './callback-tokens';
import type { FolderOf } from './folders';
import { parseJson } from './json';
import type { Keyring } from './keyring';
import type { Objects } from './objects';
import { segment } from './objects';
import type { Pairs } from './pairs';
import { Refused } from './refused';
import { createSealedObjects } from './sealed-objects';

const MIB = 1_024 * 1_024;
/** Of one callback as Atlas sends it. */
export const CALLBACK_BYTES = 5 * MIB;
/** Different payloads kept for one loan; the oldest goes first. */
const KEPT = 8;
const STORED_BYTES = CALLBACK_BYTES + MIB;
/** More than are kept lie there for a moment only, while several processes take some in. */
const READ_AT_MOST = 4 * KEPT;
const VERSION_LENGTH = 22;
/** How deep the ids may stand: where they are in a callback is not documented. */
const ID_DEPTH = 3;

const Arrival = z.object({ receivedAt: z.number(), flowUuid: z.string().optional(), result: z.unknown() });
type Arrival = z.infer<typeof Arrival>;

export interface ResultsDeps {
  readonly world: Pick<World, 'now'>;
  readonly keyring: Keyring;
  readonly objects: Objects;
  readonly folderOf: FolderOf;
  readonly pairs: Pick<Pairs, 'allows'>;
}

/**
 * Callbacks of Atlas, kept until asked for: masked, then sealed to the broker's own key, so that the store
 * holds no name in clear. Under the agent and the loan that the address they came to is bound to: whoever knows one
 * loan's address can plant nothing in another's.
 *
 * Atlas promises neither order nor single delivery. Each payload is an object of its own whose name follows from
 * what it says: the same again is the same object, whichever process takes it in, and of two at the same
 * moment neither can undo the other. One that differs is kept beside the others, newest last, because a late
 * partial one must not undo a full one.
 */
export function createResults({ world, keyring, objects, folderOf, pairs }: ResultsDeps) {
  const sealed = createSealedObjects({ keyring, objects });

  /** Not to be guessed from the content, which an outsider who sees names in the store may try. */
  function nameOf(said: string): string {
    const secret = keyring.derive(keyring.current.keyId, 'result') ?? '';
    return createHmac('sha256', secret).update(said).digest('base64url');
  }

  const placeOf = async ({ owner, loanId }: Called) =>
    `${await folderOf('results', owner)}${await segment(`loan:${loanId}`)}/`;

  /** The oldest first. */
  async function read(called: Called): Promise<{ key: string; arrival: Arrival }[]> {
    const keys = (await objects.list(await placeOf(called))).slice(0, READ_AT_MOST);
    const found: { key: string; arrival: Arrival }[] = [];
    for (const key of keys) {
      const arrival = await sealed.read(key, bound(called), Arrival, STORED_BYTES);
      if (arrival) found.push({ key, arrival });
    }
    return found.toSorted((one, other) => one.arrival.receivedAt - other.arrival.receivedAt);
  }

  async function forgetOldest(called: Called): Promise<void> {
    const all = await read(called);
    for (const { key } of all.slice(0, Math.max(0, all.length - KEPT))) await objects.delete(key);
  }

  /** The flow it names, if any. @throws Refused `callback_of_another` */
  async function flowIn(json: unknown, { owner, loanId }: Called): Promise<string | undefined> {
    const named = findText(json, 'application_id', ID_DEPTH);
    if (named !== undefined && named !== loanId) throw new Refused('callback_of_another');
    const flowUuid = findText(json, 'flow_uuid', ID_DEPTH);
    if (flowUuid !== undefined && !(await pairs.allows(owner, loanId, flowUuid)))
      throw new Refused('callback_of_another');
    return flowUuid;
  }

  return {
    /**
     * @returns whether it is new
     * @throws Refused `bad_request` when it is no JSON object, `callback_of_another`
     */
    async keep(called: Called, body: string): Promise<boolean> {
      const json = parseJson(body);
      if (typeof json !== 'object' || json === null) throw new Refused('bad_request');
      const flowUuid = await flowIn(json, called);
      const result = maskAadhaar(json);
      const place = await placeOf(called);
      const key = place + nameOf(JSON.stringify(result));
      if (await objects.head(key)) return false;
      await sealed.write(key, bound(called), { receivedAt: world.now(), flowUuid, result });
      if ((await objects.list(place)).length > KEPT) await forgetOldest(called);
      return true;
    },

    /** What came for this loan and names this flow or none. @throws Refused `no_result` */
    async get(called: Called, flowUuid: string): Promise<FlowResult> {
      const found = (await read(called)).map(({ arrival }) => arrival);
      const mine = found.filter((one) => one.flowUuid === undefined || one.flowUuid === flowUuid);
      const arrivals = eachOnce(mine).slice(-KEPT);
      const newest = arrivals.at(-1);
      if (!newest) throw new Refused('no_result');
      return { ...newest, earlier: arrivals.slice(0, -1) };
    },

    /** Changes with each new payload; undefined as long as there is none. Nothing is opened for it. */
    async version(called: Called): Promise<string | undefined> {
      const all = (await objects.list(await placeOf(called))).join(' ');
      return all ? nameOf(all).slice(0, VERSION_LENGTH) : undefined;
    },
  };
}
export type Results = ReturnType<typeof createResults>;

/** Sealed under two keys, one payload has two names. */
function eachOnce(arrivals: readonly Arrival[]): Array<Omit<Arrival, 'flowUuid'>> {
  const said = arrivals.map(({ result }) => JSON.stringify(result));
  return arrivals
    .filter((_arrival, index) => said.indexOf(said[index] ?? '') === index)
    .map(({ receivedAt, result }) => ({ receivedAt, result }));
}

function bound({ owner: { tenantId, agentId }, loanId }: Called): string[] {
  return ['satchel/result/2', tenantId, agentId, loanId];
}

/** The text at the shallowest key of that name, not looking into lists. */
function findText(json: unknown, name: string, depth: number): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || depth === 0) return undefined;
  const entries: [string, unknown][] = Object.entries(json);
  const found = entries.find(([key]) => key === name)?.[1];
  if (typeof found === 'string' && found) return found;
  if (typeof found === 'number') return String(found);
  for (const [, value] of entries) {
    const deeper = findText(value, name, depth - 1);
    if (deeper) return deeper;
  }
  return undefined;
}
