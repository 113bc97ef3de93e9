import { PublicConfig } from '@/lib/contract/broker';
import { Failed, toFailed } from '@/lib/domain/failed';
import type { Policy } from '@/lib/domain/policy';
import { isAllowedPortal } from '@/lib/domain/policy';
import type { Http } from '@/lib/http/http';
import type { Vault } from '@/lib/session/vault';

const SECOND = 1_000;
const DEADLINE = 15 * SECOND;

/** What the extension knows of its organisation: the address the agent typed, and what its broker said. */
export interface Known {
  readonly address: string;
  readonly config: PublicConfig;
}

/** @param baked organisation address of this build (`WXT_BROKER_URL`), or the empty string */
export function createConfig(
  http: Http,
  vault: Vault,
  baked: string,
  rules: () => Promise<Policy> = async () => ({}),
) {
  async function fetchConfig(address: string): Promise<PublicConfig> {
    const ask = { method: 'GET', url: `${address}/v1/config`, deadlineMs: DEADLINE } as const;
    return http.json(ask, PublicConfig).catch((thrown: unknown) => {
      const { code, detail } = toFailed(thrown);
      const answered = code === 'unreadable' || code === 'rejected' || code === 'forbidden';
      throw new Failed(code, { reason: answered ? 'broker-not-satchel' : 'broker-unreachable', detail });
    });
  }

  /** With the products of the agent's tenant, where it has its own. */
  async function ofTenant({ address, config }: Known): Promise<Known> {
    const products = await vault.get('products');
    return products ? { address, config: { ...config, products } } : { address, config };
  }

  return {
    /** What is known, from this device; asks the broker only in a build that has its address baked in. */
    async get(): Promise<Known | undefined> {
      const policy = await rules();
      const set = policy.organisationAddress === undefined ? undefined : originOf(policy.organisationAddress);
      const known = await vault.get('organisation');
      if (known && (set === undefined || known.address === set)) return within(policy, await ofTenant(known));
      // Known is another organisation than the one that is set: `obey` ends its session first.
      if (known) return undefined;
      const address = set ?? baked;
      return address ? this.set(address) : undefined;
    },

    /** Takes up what the administrator has set, ending the session with another organisation by `leave`. */
    async obey(leave: () => Promise<void>): Promise<void> {
      const { organisationAddress: set } = await rules();
      const known = await vault.get('organisation');
      if (set !== undefined && known?.address !== originOf(set)) await this.set(set, leave);
    },

    /** @throws Failed `no-profile` when no organisation is set */
    async require(): Promise<Known> {
      const known = await this.get();
      if (!known) throw new Failed('forbidden', { reason: 'no-profile', detail: 'no organisation' });
      return known;
    },

    /**
     * @param leave ends the session with the organisation known so far, before another takes its place: its
     * tokens must not go to the other one's addresses
     * @throws Failed `address-malformed`, `broker-unreachable`, `broker-not-satchel`
     */
    async set(typed: string, leave: () => Promise<void> = async () => {}): Promise<Known> {
      const address = originOf(typed);
      const policy = await rules();
      if (policy.organisationAddress !== undefined && address !== originOf(policy.organisationAddress))
        throw new Failed('forbidden', { reason: 'policy-address' });
      const known = { address, config: await fetchConfig(address) };
      const before = await vault.get('organisation');
      if (before && before.address !== address) await leave();
      await vault.set('organisation', known);
      return within(policy, known);
    },

    /** Asks the broker for news; keeps what is known when it does not answer. */
    async refresh(): Promise<void> {
      const known = await vault.get('organisation');
      if (!known) return;
      const config = await fetchConfig(known.address).catch(() => undefined);
      if (config) await vault.set('organisation', { ...known, config });
    },
  };
}
export type Config = ReturnType<typeof createConfig>;

/** What of an organisation may be used on this machine. */
function within(policy: Policy, { address, config }: Known): Known {
  const { featuresOff = [], graceHours } = policy;
  const all = featuresOff.includes('portal-capture') ? [] : config.portals;
  const portals = all.flatMap((profile) => {
    const match = profile.match.filter((pattern) => isAllowedPortal(pattern, policy));
    return match.length > 0 ? [{ ...profile, match }] : [];
  });
  return { address, config: { ...config, portals, ...(graceHours !== undefined && { graceHours }) } };
}

/** `https://…`, or `http://` on this machine alone; a bare host means https. */
function originOf(typed: string): string {
  const trimmed = typed.trim();
  const text = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return url.origin;
  throw new Failed('rejected', { reason: 'address-malformed' });
}

/** Match patterns of every host the extension talks to or runs on. A pattern carries no port. */
export function originsOf({ config }: Known): { hosts: string[]; portals: string[] } {
  const hosts = Object.values(config.addresses).flatMap((address) => {
    // Not every organisation has all of them.
    if (address === undefined) return [];
    const { protocol, hostname } = new URL(address);
    return `${protocol}//${hostname}/*`;
  });
  return { hosts: [...new Set(hosts)], portals: [...new Set(config.portals.flatMap(({ match }) => match))] };
}
