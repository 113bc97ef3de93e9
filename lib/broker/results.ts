import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { FlowResult } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import { maskAadhaar } from './aadhaar';
import { parseJson } from './json';
import type { Keyring } from './keyring';
import type { Objects } from './objects';
import { readAll, segment } from './objects';
import { Refused } from './refused';

const MIB = 1_024 * 1_024;
/** Of one callback as Atlas sends it. */
export const CALLBACK_BYTES = 5 * MIB;
/** Different payloads kept for one flow; the oldest goes first. */
const KEPT = 8;
const STORED_BYTES = CALLBACK_BYTES + MIB;
/** More than are kept lie there for a moment only, while several processes take some in. */
const READ_AT_MOST = 4 * KEPT;
const VERSION_LENGTH = 22;
/** How deep the ids may stand: where they are in a callback is not documented. */
const ID_DEPTH = 3;

const Arrival = z.object({ receivedAt: z.number(), result: z.unknown() });
type Arrival = z.infer<typeof Arrival>;

/**
 * Callbacks of Atlas, kept until asked for: masked, then sealed to the broker's own key, so that the store
 * holds no name in clear. Under the agent whose flow it is: nobody else may plant or read one.
 *
 * Atlas promises neither order nor single delivery. Each payload is an object of its own whose name follows from
 * what it says: the same again is the same object, whichever process takes it in, and of two at the same
 * moment neither can undo the other. One that differs is kept beside the others, newest last, because a late
 * partial one must not undo a full one.
 */
export function createResults(world: Pick<World, 'now'>, keyring: Keyring, objects: Objects) {
  /** Not to be guessed from the content, which an outsider who sees names in the store may try. */
  function nameOf(said: string): string {
    const secret = keyring.derive(keyring.current.keyId, 'result') ?? '';
    return createHmac('sha256', secret).update(said).digest('base64url');
  }

  async function readOne(owner: Owner, flow: string, key: string): Promise<Arrival | undefined> {
    const stream = await objects.get(key);
    const bytes = stream && (await readAll(stream, STORED_BYTES));
    if (!bytes) return undefined;
    const end = bytes.indexOf(LINE_BREAK);
    const keyId = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
    const opened = await keyring.open(keyId, bytes.slice(end + 1), bound(owner, flow));
    return opened && Arrival.safeParse(parseJson(new TextDecoder().decode(opened))).data;
  }

  /** The oldest first, each payload once. */
  async function read(owner: Owner, flow: string): Promise<{ key: string; arrival: Arrival }[]> {
    const keys = (await objects.list(await folderOf(owner, flow))).slice(0, READ_AT_MOST);
    const found: { key: string; arrival: Arrival }[] = [];
    for (const key of keys) {
      const arrival = await readOne(owner, flow, key);
      if (arrival) found.push({ key, arrival });
    }
    return found.toSorted((one, other) => one.arrival.receivedAt - other.arrival.receivedAt);
  }

  async function write(owner: Owner, flow: string, key: string, arrival: Arrival): Promise<void> {
    const clear = new TextEncoder().encode(JSON.stringify(arrival));
    const sealed = await keyring.seal(clear, bound(owner, flow));
    // Which key opens it stands before the seal, in clear.
    const head = new TextEncoder().encode(`${keyring.current.keyId}\n`);
    await objects.put(key, new Uint8Array(Buffer.concat([head, sealed])), 'application/octet-stream');
  }

  async function forgetOldest(owner: Owner, flow: string): Promise<void> {
    const all = await read(owner, flow);
    for (const { key } of all.slice(0, Math.max(0, all.length - KEPT))) await objects.delete(key);
  }

  return {
    /**
     * @returns the flow it is of, as `flow:` or `loan:` and the id; undefined when it was known already
     * @throws Refused `bad_request` when it is not JSON, `callback_without_flow`
     */
    async keep(owner: Owner, body: string): Promise<string | undefined> {
      const json = parseJson(body);
      if (json === undefined) throw new Refused('bad_request');
      const result = maskAadhaar(json);
      const flow = flowOf(json);
      if (!flow) throw new Refused('callback_without_flow');
      const folder = await folderOf(owner, flow);
      const key = folder + nameOf(JSON.stringify(result));
      if (await objects.head(key)) return undefined;
      await write(owner, flow, key, { receivedAt: world.now(), result });
      if ((await objects.list(folder)).length > KEPT) await forgetOldest(owner, flow);
      return flow;
    },

    /** By flow, else by loan for a payload that named no flow. @throws Refused `no_result` */
    async get(owner: Owner, flowUuid: string, loanId: string | undefined): Promise<FlowResult> {
      const ofFlow = await read(owner, flowKey('flow', flowUuid));
      const found = ofFlow.length > 0 || !loanId ? ofFlow : await read(owner, flowKey('loan', loanId));
      const arrivals = eachOnce(found.map(({ arrival }) => arrival)).slice(-KEPT);
      const newest = arrivals.at(-1);
      if (!newest) throw new Refused('no_result');
      return { ...newest, earlier: arrivals.slice(0, -1) };
    },

    /** Changes with each new payload; undefined as long as there is none. Nothing is opened for it. */
    async version(owner: Owner, flowUuid: string, loanId: string | undefined): Promise<string | undefined> {
      const folders = [flowKey('flow', flowUuid), ...(loanId ? [flowKey('loan', loanId)] : [])];
      const names = await Promise.all(folders.map(async (flow) => objects.list(await folderOf(owner, flow))));
      const all = names.flat().join(' ');
      return all ? nameOf(all).slice(0, VERSION_LENGTH) : undefined;
    },
  };
}
export type Results = ReturnType<typeof createResults>;

/** Sealed under two keys, one payload has two names. */
function eachOnce(arrivals: readonly Arrival[]): Arrival[] {
  const said = arrivals.map(({ result }) => JSON.stringify(result));
  return arrivals.filter((_arrival, index) => said.indexOf(said[index] ?? '') === index);
}

const LINE_BREAK = 10;

/** With a slash at its end, so that no other flow's begins like it. */
async function folderOf({ tenantId, agentId }: Owner, flow: string): Promise<string> {
  return `results/${await segment(tenantId)}/${await segment(agentId)}/${await segment(flow)}/`;
}

function bound({ tenantId, agentId }: Owner, flow: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(['satchel/result/1', tenantId, agentId, flow]));
}

/** What a callback is kept under, and announced as. */
export function flowKey(kind: 'flow' | 'loan', id: string): string {
  return `${kind}:${id}`;
}

function flowOf(json: unknown): string | undefined {
  const flowUuid = findText(json, 'flow_uuid', ID_DEPTH);
  if (flowUuid) return flowKey('flow', flowUuid);
  const loanId = findText(json, 'application_id', ID_DEPTH);
  return loanId ? flowKey('loan', loanId) : undefined;
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
