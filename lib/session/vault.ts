import { z } from 'zod';
import { AtlasGrant, Products, PublicConfig } from '@/lib/contract/broker';
import { Key } from '@/lib/contract/pin';
import { Agent } from '@/lib/domain/agent';
import { codes, reasons } from '@/lib/domain/failed';
import { Draft } from '@/lib/domain/draft';
import { languages } from '@/lib/domain/language';
import { NoticeSettings } from '@/lib/domain/notice';
import { StageHistory, StagesNoted } from '@/lib/domain/stage-times';
import type { Areas } from './areas';

/** The pair that works. `expiresInMs` from its arrival, which only the worker it came to knows. */
const Tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresInMs: z.number(),
  /** How often this refresh token was shown to Atrium and no answer was stored: it may be used up. */
  shown: z.number().catch(0),
});
export type Tokens = z.infer<typeof Tokens>;

/** A refresh token under a PIN and the broker's share: worth nothing to whoever has only this. */
const PinCopy = z.object({
  tenantId: z.string(),
  agentId: z.string(),
  tenant: z.string(),
  /** What the broker's share goes by. */
  handle: Key,
  salt: Key,
  cost: z.object({ N: z.number(), r: z.number(), p: z.number() }),
  sealed: z.string().regex(/^([0-9a-f]{2}){29,}$/),
  /** How often the token in it was shown to Atrium and no answer was stored. */
  shown: z.number().catch(0),
  /** Tries that are left, as the broker last said. */
  left: z.number().optional(),
});
export type PinCopy = z.infer<typeof PinCopy>;

/** What an agent was told outside of our pages, by ids of attempts and captures; see `lib/outbox/notify`. */
const Told = z.object({
  tenantId: z.string(),
  agentId: z.string(),
  facts: z.array(z.string()),
  /** About to be shown under this id: whether it was, the screen says. */
  saying: z.object({ id: z.string(), facts: z.array(z.string()) }).optional(),
});
export type Told = z.infer<typeof Told>;

/** Every value the extension stores outside the outbox: where, what it is, and what clears it. */
const items = {
  tokens: { area: 'session', clearedBy: 'sign-out', schema: Tokens },
  grant: { area: 'session', clearedBy: 'sign-out', schema: AtlasGrant },
  bulkGrant: { area: 'session', clearedBy: 'sign-out', schema: AtlasGrant },
  docstreamGrant: { area: 'session', clearedBy: 'sign-out', schema: AtlasGrant },
  /** The key that a renewed refresh token is sealed under, and the refresh token that is sealed now. */
  pinKey: { area: 'session', clearedBy: 'sign-out', schema: z.object({ key: Key, of: z.string() }) },
  /** The sealed copy; see `lib/session/pin`. The only thing on the disk that anything secret is made into. */
  pin: { area: 'local', clearedBy: 'sign-out', schema: PinCopy },
  /** The agent was asked whether he wants a PIN, and has answered. */
  pinAsked: { area: 'local', clearedBy: 'sign-out', schema: z.literal(true) },
  /** Customers' names by loan, as the portal showed them. */
  customers: { area: 'session', clearedBy: 'sign-out', schema: z.record(z.string(), z.string()) },
  /** Pictures of at most 160 px by capture, newest last. */
  previews: { area: 'session', clearedBy: 'sign-out', schema: z.array(z.tuple([z.string(), z.string()])) },
  /** The sign-in under way, by a name of its own: gone when somebody has signed out meanwhile. */
  entering: { area: 'session', clearedBy: 'sign-out', schema: z.string() },
  /** A sign-in at an identity provider that is under way: its tab, and for which tenant. */
  oidc: {
    area: 'session',
    clearedBy: 'sign-out',
    schema: z.object({ tab: z.number(), tenant: z.string() }),
  },
  /** What was typed in the popup and not yet used: a popup closes on focus loss. No password. */
  draft: { area: 'session', clearedBy: 'sign-out', schema: Draft },
  /** What was looked for in the popup, until the options page has taken it. */
  sought: { area: 'session', clearedBy: 'sign-out', schema: z.string() },
  /** The end of the log: events, codes and ids of ours, see `lib/log`. */
  log: { area: 'session', clearedBy: 'nothing', schema: z.array(z.string()) },
  /** Since when (epoch ms) no request has been answered. */
  silentSince: { area: 'session', clearedBy: 'sign-out', schema: z.number() },
  /** The organisation address and what its broker said. Public. */
  organisation: {
    area: 'local',
    clearedBy: 'nothing',
    schema: z.object({ address: z.string(), config: PublicConfig }),
  },
  /** The language the agent has chosen; absent: the browser's. Whoever signs in next reads the same screen. */
  language: { area: 'local', clearedBy: 'nothing', schema: z.enum(languages) },
  /** What the agent's tenant captures for, in the place of the organisation's products. */
  products: { area: 'local', clearedBy: 'sign-out', schema: Products },
  /** The capture page says aloud what to do and what became of a file. */
  speaksHints: { area: 'local', clearedBy: 'nothing', schema: z.literal(true) },
  /** Whether and when this device tells its agent what needs him; whoever signs in next hears as loud. */
  notices: { area: 'local', clearedBy: 'nothing', schema: NoticeSettings },
  /** Somebody at this device was asked whether he wants to be told, and has answered. */
  noticesAsked: { area: 'local', clearedBy: 'nothing', schema: z.literal(true) },
  /** Outlives a sign-out: the same agent is not told again when he comes back. */
  told: { area: 'local', clearedBy: 'nothing', schema: Told },
  agent: { area: 'local', clearedBy: 'sign-out', schema: Agent },
  /** What `lib/outbox/witness` knows of the outbox. It parses this itself: damaged is not the same as absent. */
  witness: { area: 'local', clearedBy: 'nothing', schema: z.unknown() },
  /** How long Atlas's stages took on this device, in milliseconds: no flow, no agent. */
  stageHistory: { area: 'local', clearedBy: 'nothing', schema: StageHistory },
  /** When the stages of flows under way were seen to end, by flow. */
  stagesNoted: { area: 'local', clearedBy: 'sign-out', schema: z.record(z.string(), StagesNoted) },
  /** Why and when (epoch ms) the last session ended by itself. */
  ended: {
    area: 'local',
    clearedBy: 'sign-out',
    schema: z.object({
      code: z.enum(codes),
      reason: z.enum(reasons).optional(),
      at: z.number().optional(),
    }),
  },
} as const;

/** Where the grant of each of Atlas's APIs lies: a token of one is not promised to work at another. */
export const grantItems = { flow: 'grant', bulk: 'bulkGrant', docstream: 'docstreamGrant' } as const;

type Items = typeof items;
type Name = keyof Items;
type Value<N extends Name> = z.infer<Items[N]['schema']>;
const schemas: {
  readonly [N in Name]: { readonly schema: z.ZodType<Value<N>>; readonly area: 'session' | 'local' };
} = items;

/** The one way to what the browser keeps for us. Every read is parsed; what does not fit is not there. */
export function createVault(areas: Areas) {
  return {
    async get<N extends Name>(name: N): Promise<Value<N> | undefined> {
      const { area, schema } = schemas[name];
      const stored = await areas[area].get([name]);
      return schema.safeParse(stored[name]).data;
    },
    /** Whose session it is, in one look at each area: every pass of the outbox asks. */
    async whose(): Promise<{
      agent: Value<'agent'> | undefined;
      ended: Value<'ended'> | undefined;
      isHeld: boolean;
    }> {
      const { agent, ended } = await areas.local.get(['agent', 'ended']);
      const isHeld = (await this.get('tokens')) !== undefined;
      return {
        agent: schemas.agent.schema.safeParse(agent).data,
        ended: schemas.ended.schema.safeParse(ended).data,
        isHeld,
      };
    },
    async set<N extends Name>(name: N, value: Value<N>): Promise<void> {
      await areas[schemas[name].area].set({ [name]: value });
    },
    async clear(...names: Name[]): Promise<void> {
      for (const area of ['session', 'local'] as const) {
        const mine = names.filter((name) => items[name].area === area);
        if (mine.length > 0) await areas[area].remove(mine);
      }
    },
    async clearGrants(): Promise<void> {
      await this.clear(...Object.values(grantItems));
    },
    /** Everything that must not outlive a sign-out. */
    async clearSession(): Promise<void> {
      await this.clear(...namesClearedBySignOut());
    },
  };
}
export type Vault = ReturnType<typeof createVault>;

function namesClearedBySignOut(): Name[] {
  const names: Name[] = [];
  let name: Name;
  for (name in items) if (items[name].clearedBy === 'sign-out') names.push(name);
  return names;
}
