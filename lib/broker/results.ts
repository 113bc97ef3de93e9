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
import { createTurns } from './turns';

const MIB = 1_024 * 1_024;
/** Of one callback as Atlas sends it. */
export const CALLBACK_BYTES = 5 * MIB;
/** Different payloads kept for one flow; the oldest goes first. */
const KEPT = 8;
const STORED_BYTES = KEPT * CALLBACK_BYTES + MIB;
/** How deep the ids may stand: where they are in a callback is not documented. */
const ID_DEPTH = 3;

const Arrival = z.object({ receivedAt: z.number(), result: z.unknown() });
type Arrival = z.infer<typeof Arrival>;
const Arrivals = z.array(Arrival).min(1);

/**
 * Callbacks of Atlas, kept until asked for: masked, then sealed to the broker's own key, so that the store
 * holds no name in clear. Under the agent whose flow it is: nobody else may plant or read one.
 *
 * Atlas promises neither order nor single delivery. A payload that was seen already changes nothing; one
 * that differs is kept beside the others, newest last, because a late partial one must not undo a full one.
 */
export function createResults(world: Pick<World, 'now'>, keyring: Keyring, objects: Objects) {
  // One at a time within this process; two processes could still lose one of two callbacks of a moment,
  // which costs nothing but a question to Atlas.
  const turns = createTurns(1);

  async function read(owner: Owner, flow: string): Promise<Arrival[]> {
    const stream = await objects.get(await keyOf(owner, flow));
    const bytes = stream && (await readAll(stream, STORED_BYTES));
    if (!bytes) return [];
    const end = bytes.indexOf(LINE_BREAK);
    const keyId = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
    const opened = await keyring.open(keyId, bytes.slice(end + 1), bound(owner, flow));
    return Arrivals.catch([]).parse(parseJson(new TextDecoder().decode(opened)));
  }

  async function write(owner: Owner, flow: string, arrivals: readonly Arrival[]): Promise<void> {
    const clear = new TextEncoder().encode(JSON.stringify(arrivals));
    const sealed = await keyring.seal(clear, bound(owner, flow));
    // Which key opens it stands before the seal, in clear.
    const head = new TextEncoder().encode(`${keyring.current.keyId}\n`);
    const bytes = new Uint8Array(Buffer.concat([head, sealed]));
    await objects.put(await keyOf(owner, flow), bytes, 'application/octet-stream');
  }

  return {
    /** @throws Refused `bad_request` when it is not JSON, `callback_without_flow` */
    async keep(owner: Owner, body: string): Promise<void> {
      const json = parseJson(body);
      if (json === undefined) throw new Refused('bad_request');
      const result = maskAadhaar(json);
      const flow = flowOf(json);
      if (!flow) throw new Refused('callback_without_flow');
      await turns(async () => {
        const before = await read(owner, flow);
        const said = JSON.stringify(result);
        if (before.some((one) => JSON.stringify(one.result) === said)) return;
        await write(owner, flow, [...before, { receivedAt: world.now(), result }].slice(-KEPT));
      });
    },

    /** By flow, else by loan for a payload that named no flow. @throws Refused `no_result` */
    async get(owner: Owner, flowUuid: string, loanId: string | undefined): Promise<FlowResult> {
      const ofFlow = await read(owner, flowKey('flow', flowUuid));
      const arrivals = ofFlow.length > 0 || !loanId ? ofFlow : await read(owner, flowKey('loan', loanId));
      const newest = arrivals.at(-1);
      if (!newest) throw new Refused('no_result');
      return { ...newest, earlier: arrivals.slice(0, -1) };
    },
  };
}

const LINE_BREAK = 10;

async function keyOf({ tenantId, agentId }: Owner, flow: string): Promise<string> {
  return `results/${await segment(tenantId)}/${await segment(agentId)}/${await segment(flow)}`;
}

function bound({ tenantId, agentId }: Owner, flow: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(['satchel/result/1', tenantId, agentId, flow]));
}

function flowKey(kind: 'flow' | 'loan', id: string): string {
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
