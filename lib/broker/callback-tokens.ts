import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { bytesOf, hex, macOf } from '@/lib/contract/callback';
import type { Owner } from '@/lib/domain/agent';
import { parseJson } from './json';
import type { Keyring } from './keyring';

const PURPOSE = 'token/callback';
/** The sealing key it is made under, and whose it is. */
const Whose = z.tuple([z.string(), z.string(), z.string()]);
const shape = /^((?:[0-9a-f]{2})+)\.((?:[0-9a-f]{2})+)\.([0-9a-f]{64})$/;

/** What a callback address is bound to. */
export interface Called {
  readonly owner: Owner;
  readonly loanId: string;
}

/**
 * The tokens of callback addresses. An agent is given one that opens nothing by itself; his client narrows it to a loan
 * (`lib/contract/callback.ts`), and only that is taken here. No time in them: a flow may take days.
 */
export function createCallbackTokens(keyring: Keyring) {
  const agentMac = async (keyId: string, whose: string): Promise<string | undefined> => {
    const key = keyring.derive(keyId, PURPOSE);
    return key && macOf(key, whose);
  };

  return {
    async issue({ tenantId, agentId }: Owner): Promise<string> {
      const { keyId } = keyring.current;
      const claims = new TextEncoder().encode(JSON.stringify([keyId, tenantId, agentId]));
      const whose = hex(claims);
      return `${whose}.${await agentMac(keyId, whose)}`;
    },

    /** Undefined for anything that is not a token of ours, narrowed. */
    async read(token: string): Promise<Called | undefined> {
      const [, whose = '', loan = '', shown = ''] = shape.exec(token) ?? [];
      const claims = Whose.safeParse(parseJson(textOf(whose)));
      if (!claims.success) return undefined;
      const [keyId, tenantId, agentId] = claims.data;
      const wide = await agentMac(keyId, whose);
      if (!wide || !isSame(shown, await macOf(bytesOf(wide), loan))) return undefined;
      return { owner: { tenantId, agentId }, loanId: textOf(loan) };
    },
  };
}

const textOf = (text: string) => new TextDecoder().decode(bytesOf(text));
const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
