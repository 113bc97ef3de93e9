import type { Organisation } from '@/lib/domain/organisation';
import { apisOf } from '@/lib/domain/organisation';
import type { AtriumKey } from './atrium-key';
import { jwksKey, publicKey, sharedSecret } from './atrium-key';
import type { Keyring } from './keyring';
import { createKeyring } from './keyring';
import { Misconfigured } from './misconfigured';
import { readOrganisation } from './organisation-file';
import type { PushAccess } from './push-access';
import { createPushAccess } from './push-access';
import type { Tenants } from './tenants';
import { readTenantsFile } from './tenants';
import type { Environment, EnvironmentInput } from './variables';
import { parseEnvironment } from './variables';

/** Where the broker listens. */
export interface Listening {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
  /** Proxies of ours before the broker, each of which adds one entry to `X-Forwarded-For`. */
  readonly proxies: number;
}

/** Where Atlas is and what it knows us by. */
export interface AtlasAccess {
  readonly baseUrl: string;
  /** Undefined: the docstream family is not used. */
  readonly docstreamBaseUrl?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface StoreAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** All that the broker knows when it starts, parsed. Holds secrets: never logged, never answered. */
export interface BrokerConfig {
  /** Base address without a trailing slash; Atlas and the agents reach the broker by it. */
  readonly publicUrl: string;
  readonly atrium: {
    readonly baseUrl: string;
    readonly key: AtriumKey;
    /** Tenant ids served; undefined: every tenant whose tokens the key verifies. */
    readonly tenants: readonly string[] | undefined;
  };
  readonly atlas: AtlasAccess;
  /** What tenants have of their own; absent: nothing. */
  readonly tenants?: Tenants | undefined;
  readonly store: StoreAccess;
  readonly keyring: Keyring;
  readonly organisation: Organisation;
  /** Absent: nobody is held back. */
  readonly limits?: Limits;
  /** What a reader of `/metrics` shows as its bearer token; undefined: there is no such page. */
  readonly metricsToken?: string | undefined;
  /** Undefined: nobody is woken by Web Push. */
  readonly push?: PushAccess | undefined;
}

/** Requests a minute; 0 is without limit. */
export interface Limits {
  readonly perAgent: number;
  readonly perAddress: number;
}

export type Settings = Omit<BrokerConfig, 'publicUrl'> & {
  /** Undefined: the address listened at. */
  readonly publicUrl: string | undefined;
  readonly listening: Listening;
  /** Undefined: one process, or news stay within each. */
  readonly redisUrl: string | undefined;
};

/**
 * Parses the environment and the organisation file it names.
 *
 * @throws Misconfigured with one line that names the variable and holds no secret
 */
export async function readSettings(input: EnvironmentInput): Promise<Settings> {
  const env = parseEnvironment(input);
  const own = env.BROKER_TENANTS_FILE ? await readTenantsFile(env.BROKER_TENANTS_FILE) : undefined;
  const organisation = await readOrganisation(env.SATCHEL_CONFIG);
  mustHaveDocstream(organisation, env);
  return {
    listening: { host: env.BROKER_HOST, port: env.BROKER_PORT, proxies: env.BROKER_PROXIES },
    publicUrl: readPublicUrl(env),
    redisUrl: env.REDIS_URL,
    atrium: { baseUrl: env.ATRIUM_BASE_URL, key: readAtriumKey(env), tenants: readTenants(env, own) },
    tenants: own,
    atlas: {
      baseUrl: env.ATLAS_BASE_URL,
      docstreamBaseUrl: env.ATLAS_DOCSTREAM_BASE_URL,
      clientId: env.ATLAS_CLIENT_ID,
      clientSecret: env.ATLAS_CLIENT_SECRET,
    },
    store: {
      endpoint: env.S3_ENDPOINT,
      region: env.S3_REGION,
      bucket: env.S3_BUCKET,
      accessKeyId: env.S3_ACCESS_KEY_ID,
      secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    },
    keyring: await createKeyring(env.BROKER_SEALING_KEY).catch(blame('BROKER_SEALING_KEY')),
    organisation,
    limits: { perAgent: env.BROKER_AGENT_LIMIT, perAddress: env.BROKER_ADDRESS_LIMIT },
    metricsToken: env.BROKER_METRICS_TOKEN,
    push: readPush(env),
  };
}

/** Docstream has an address of its own, which clients must know before anybody asks for a token. */
function mustHaveDocstream(organisation: Organisation, { ATLAS_DOCSTREAM_BASE_URL: url }: Environment): void {
  if (url === undefined && apisOf(organisation).includes('docstream'))
    throw new Misconfigured(
      'ATLAS_DOCSTREAM_BASE_URL: is missing, and the organisation file names docstream',
    );
}

function readPublicUrl({ BROKER_PUBLIC_URL: url, BROKER_PORT: port }: Environment): string | undefined {
  // A port chosen by the system cannot be in an address written beforehand; only a local run has one.
  if (url === undefined && port !== 0) throw new Misconfigured('BROKER_PUBLIC_URL: is missing');
  return url;
}

function readPush(env: Environment): PushAccess | undefined {
  const { BROKER_VAPID_KEY: key, BROKER_VAPID_SUBJECT: subject, BROKER_PUSH_SERVICES: services } = env;
  if (key === undefined) return undefined;
  if (subject === undefined) throw new Misconfigured('BROKER_VAPID_SUBJECT: is missing');
  try {
    return createPushAccess(key, subject, services);
  } catch (thrown) {
    return blame('BROKER_VAPID_KEY')(thrown);
  }
}

const atriumKeys = {
  ATRIUM_JWKS_URL: jwksKey,
  ATRIUM_PUBLIC_KEY: publicKey,
  ATRIUM_JWT_SECRET: sharedSecret,
} as const;
const atriumKeyNames = ['ATRIUM_JWKS_URL', 'ATRIUM_PUBLIC_KEY', 'ATRIUM_JWT_SECRET'] as const;

function readAtriumKey(env: Environment): AtriumKey {
  const names = atriumKeyNames.filter((name) => env[name] !== undefined);
  const [name] = names;
  if (!name || names.length > 1)
    throw new Misconfigured(
      `${atriumKeyNames.join(', ')}: exactly one of them must be set, not ${names.length}`,
    );
  try {
    return atriumKeys[name](env[name] ?? '');
  } catch (thrown) {
    return blame(name)(thrown);
  }
}

/** With a tenants file, only whom it names is served: nobody's documents go out on another's credentials. */
function readTenants({ ATRIUM_TENANTS: list }: Environment, own: Tenants | undefined): string[] | undefined {
  const named = list?.split(',').map((tenant) => tenant.trim());
  if (!own) return named;
  return named ? named.filter((tenant) => Object.hasOwn(own, tenant)) : Object.keys(own);
}

function blame(name: string) {
  return (thrown: unknown): never => {
    const says = thrown instanceof Error ? thrown.message : 'is wrong';
    throw new Misconfigured(`${name}: ${says}`);
  };
}
