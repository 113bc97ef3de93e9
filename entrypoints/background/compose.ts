import type { Atlas } from '@/lib/atlas/client';
import { createAtlas } from '@/lib/atlas/client';
import { createAtrium } from '@/lib/atrium/client';
import { createBrowserCodecs } from '@/lib/capture/browser-codecs';
import { createTaker } from '@/lib/capture/taker';
import type { Config } from '@/lib/config';
import { createConfig } from '@/lib/config';
import { MAX_CAPTURE_BYTES } from '@/lib/contract/rpc';
import type { Http } from '@/lib/http/http';
import { createHttp } from '@/lib/http/http';
import type { Failed } from '@/lib/domain/failed';
import type { Log } from '@/lib/log';
import { createSkew } from '@/lib/http/skew';
import type { AddressesDeps } from '@/lib/outbox/addresses';
import { createAddresses } from '@/lib/outbox/addresses';
import { createCards } from '@/lib/outbox/cards';
import { createClearOut } from '@/lib/outbox/clear-out';
import { RELEASE_AFTER } from '@/lib/outbox/discard';
import type { IntakeDeps, Terms } from '@/lib/outbox/intake';
import { createIntake } from '@/lib/outbox/intake';
import type { NoticePort } from '@/lib/outbox/notify';
import { createResults } from '@/lib/outbox/results';
import type { Estimate } from '@/lib/outbox/space';
import { createSpace } from '@/lib/outbox/space';
import { createStorage } from '@/lib/outbox/storage';
import type { createStore } from '@/lib/outbox/store';
import { createWitness } from '@/lib/outbox/witness';
import { createServer } from '@/lib/rpc/server';
import type { Self } from '@/lib/rpc/sender';
import { createKeepsakes } from '@/lib/session/keepsakes';
import type { SignInTabs } from '@/lib/session/oidc';
import { createOidc } from '@/lib/session/oidc';
import { createPin } from '@/lib/session/pin';
import type { PinCost } from '@/lib/session/pin-keys';
import { createPolicy } from '@/lib/session/policy';
import type { PushPort } from '@/lib/session/push';
import { createPreferences } from '@/lib/session/preferences';
import type { Session } from '@/lib/session/session';
import { createSession } from '@/lib/session/session';
import type { Areas } from '@/lib/session/areas';
import type { Vault } from '@/lib/session/vault';
import { createVault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import { createComing } from './coming';
import { createDelivery } from './delivery';
import { createHandlers, type HandlerDeps } from './handlers';
import { createNeedy } from './needy';
import { createObserved } from './observed';

/** What only the platform can do for the background. */
export interface Platform {
  readonly areas: Areas;
  readonly self: Self;
  readonly stayAwake: () => () => void;
  readonly restUntil: (dueAt: number | undefined) => Promise<void>;
  readonly missingOrigins: HandlerDeps['missingOrigins'];
  readonly registerPortals: HandlerDeps['registerPortals'];
  readonly openRetake?: HandlerDeps['openRetake'];
  /** Something changed that badge or pages show. */
  readonly changed: () => void;
  /** The organisation address of this build, or the empty string. */
  readonly bakedAddress: string;
  /** The browser's languages, the best first; absent: English. */
  readonly languages?: () => readonly string[];
  /** `navigator.storage.estimate`; without it no capture is refused for want of room before it is written. */
  readonly estimate?: Estimate;
  /** Absent: nobody signs in at an identity provider here. */
  readonly signInTabs?: SignInTabs;
  readonly codecs?: ReturnType<typeof createBrowserCodecs>;
  /** Listens to callbacks at the broker while the worker is awake; absent: Atlas is asked, and that is all. */
  readonly listens?: true;
  /** Absent: no push wakes this browser. */
  readonly push?: PushPort;
  /** Absent: nobody is told of anything outside of our pages. */
  readonly notices?: NoticePort;
  /** Another disk than the browser's, and another way to read and seal: for simulations. */
  readonly openStore?: typeof createStore;
  readonly take?: IntakeDeps['take'];
  /** What a guess of a PIN costs, where it is not the usual. */
  readonly pinCost?: PinCost;
  readonly writeLog?: (line: string) => void;
}

/** Builds everything once. Pure but for what `world` and `platform` do, so that a test can run the whole client. */
export function compose(world: World, platform: Platform) {
  const vault = createVault(platform.areas);
  const observed = createObserved(world, vault, platform, (flow) => {
    cards.saw(flow);
    platform.changed();
  });
  const { log, store } = observed;
  // Broker and Atrium are ours to believe what time it is; Atlas and the store are not asked.
  const skew = createSkew(world);
  const http = createHttp(world, skew.watch);
  const { policy, config, addresses, session, pin } = createIdentity(world, platform, vault, http);
  const atlas = createAtlas(createHttp(world));
  const { take = createTake(world, platform, config), signInTabs: tabs } = platform;
  const { self, stayAwake } = platform;
  const manners = createManners(vault, platform);
  const cards = createCards({ world, store, agent: async () => (await session.state()).agent });
  /** Something else than a flow. */
  const changed = () => {
    cards.forget();
    platform.changed();
  };
  const witness = createWitness({ world, vault, store, changed });
  const space = createSpace({ world, estimate: platform.estimate });
  const broker = async () => (await addresses()).broker;
  const storage = createStorage({ world, http, session, broker });
  const own = { session, store, vault, witness };
  const toAgent = createNeedy({ world, ...own, port: platform.notices }, policy, cards);
  const drain = createDelivery(world, platform, { ...own, atlas, storage, broker, log, ...toAgent });
  const coming = createComing({ vault, http, session, config, broker, port: platform.push });
  const enter = async (come: () => Promise<unknown>) => {
    await drain.after(come, { hurry: true });
    changed();
    // Not waited for: nobody is kept from his loans by it.
    void coming.arrived().then(changed);
  };
  const oidc = createOidc({ world, vault, session, config, tabs, stayAwake, enter });
  const handlers = createHandlers({
    ...platform,
    world,
    config,
    ...own,
    ...manners,
    ...toAgent,
    oidc,
    policy,
    pin,
    ...observed,
    space,
    skew,
    drain,
    clearOut: createClearOut({ world, store, witness }),
    enter,
    ...coming,
    intake: createIntake({ world, store, witness, space, take, terms: termsOf(config) }),
    ...createReading({ http, session, broker }, atlas),
    changed,
  });
  return {
    answer: createServer({ self, handlers, world, report: reporter(log) }),
    handlers,
    config,
    drain,
    ...toAgent,
    ...manners,
    ...own,
    oidc,
    pin,
    ...coming,
    log,
  };
}

/** How the agent is spoken to, and by which names. */
function createManners(vault: Vault, { languages = () => [] }: Platform) {
  return { keepsakes: createKeepsakes(vault), spoken: createPreferences(vault, languages).spoken };
}

/** What Atlas read, asked for when the agent opens it. */
function createReading(deps: Omit<AddressesDeps, 'results'> & { session: Session }, atlas: Atlas) {
  const results = createResults(atlas, deps.session);
  return { results, addresses: createAddresses({ ...deps, results }) };
}

/** Which organisation, and who. */
function createIdentity(
  world: World,
  { areas, bakedAddress, pinCost: cost }: Platform,
  vault: Vault,
  http: Http,
) {
  const policy = createPolicy(areas);
  const config = createConfig(http, vault, bakedAddress, policy.get);
  const addresses = async () => (await config.require()).config.addresses;
  const session = createSession({ world, vault, http, atrium: createAtrium(http), addresses });
  const pin = createPin({ world, vault, http, session, config, policy, cost });
  return { policy, config, addresses, session, pin };
}

function reporter(log: Log) {
  return ({ method, failed }: { method: string; failed: Failed }) =>
    log('call-failed', { where: method, code: failed.reason ?? failed.code });
}

const HOUR = 3_600_000;

/** What the organisation has for new captures. */
function termsOf(config: Config) {
  return async (): Promise<Terms> => {
    const { graceHours, atlas } = (await config.require()).config;
    return { graceMs: graceHours === undefined ? RELEASE_AFTER : graceHours * HOUR, api: atlas.api };
  };
}

/** Reads and seals for this organisation. */
function createTake(
  world: World,
  { codecs = createBrowserCodecs() }: Platform,
  config: Config,
): IntakeDeps['take'] {
  const taker = createTaker({ world, codecs, maxBytes: MAX_CAPTURE_BYTES });
  return async (bytes, source, binding, ceiling) =>
    taker.take({ bytes, source, binding, ceiling, key: (await config.require()).config.sealingKey });
}
