import { z } from 'zod';
import type { Organisation } from '@/lib/domain/organisation';
import type { AtriumKey } from './atrium-key';
import { jwksKey, publicKey, sharedSecret } from './atrium-key';
import type { Keyring } from './keyring';
import { createKeyring } from './keyring';
import { Misconfigured } from './misconfigured';
import { readOrganisation } from './organisation-file';

/** Where the broker listens. */
export interface Listening {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
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
  readonly atlas: { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string };
  readonly store: StoreAccess;
  readonly keyring: Keyring;
  readonly organisation: Organisation;
}

export type Settings = Omit<BrokerConfig, 'publicUrl'> & {
  /** Undefined: the address listened at. */
  readonly publicUrl: string | undefined;
  readonly listening: Listening;
};

const missing = { error: 'is missing' };
const text = z.string(missing).min(1, missing);
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Secrets and documents cross these: in clear only on this machine. */
const address = text
  .refine((value) => URL.canParse(value), { error: 'is not an address', abort: true })
  .transform((value) => new URL(value))
  .refine(({ protocol }) => protocol === 'https:' || protocol === 'http:', {
    error: 'is not an http(s) address',
    abort: true,
  })
  .refine(({ protocol, hostname }) => protocol === 'https:' || loopback.has(hostname), {
    error: 'must be https (plain http only on this machine)',
  })
  .refine(({ search, hash, username }) => !search && !hash && !username, {
    error: 'must be a base address, without query, fragment or credentials',
  })
  .transform(({ href }) => href.replace(/\/+$/, ''));

const Environment = z.object({
  BROKER_HOST: text.default('127.0.0.1'),
  BROKER_PORT: text
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, { error: 'is not a port' })
    .transform(Number),
  BROKER_PUBLIC_URL: address.optional(),
  ATRIUM_BASE_URL: address,
  ATRIUM_JWKS_URL: address.optional(),
  ATRIUM_PUBLIC_KEY: text.optional(),
  ATRIUM_JWT_SECRET: text.optional(),
  ATRIUM_TENANTS: text.optional(),
  ATLAS_BASE_URL: address,
  ATLAS_DOCSTREAM_BASE_URL: address.optional(),
  ATLAS_CLIENT_ID: text,
  ATLAS_CLIENT_SECRET: text,
  S3_ENDPOINT: address,
  S3_REGION: text,
  S3_BUCKET: text,
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  BROKER_SEALING_KEY: text,
  SATCHEL_CONFIG: text,
});
type Environment = z.infer<typeof Environment>;
export type EnvironmentInput = Readonly<Record<string, string | undefined>>;

/**
 * Parses the environment and the organisation file it names.
 *
 * @throws Misconfigured with one line that names the variable and holds no secret
 */
export async function readSettings(input: EnvironmentInput): Promise<Settings> {
  const env = parseEnvironment(input);
  return {
    listening: { host: env.BROKER_HOST, port: env.BROKER_PORT },
    publicUrl: readPublicUrl(env),
    atrium: { baseUrl: env.ATRIUM_BASE_URL, key: readAtriumKey(env), tenants: readTenants(env) },
    atlas: {
      baseUrl: env.ATLAS_BASE_URL,
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
    organisation: await readOrganisation(env.SATCHEL_CONFIG),
  };
}

function parseEnvironment(input: EnvironmentInput): Environment {
  // Empty is how shells and compose files write "not set".
  const set = Object.entries(input).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new Misconfigured(`${String(first?.path[0])}: ${first?.message ?? 'is wrong'}`);
}

function readPublicUrl({ BROKER_PUBLIC_URL: url, BROKER_PORT: port }: Environment): string | undefined {
  // A port chosen by the system cannot be in an address written beforehand; only a local run has one.
  if (url === undefined && port !== 0) throw new Misconfigured('BROKER_PUBLIC_URL: is missing');
  return url;
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

function readTenants({ ATRIUM_TENANTS: list }: Environment): string[] | undefined {
  return list?.split(',').map((tenant) => tenant.trim());
}

function blame(name: string) {
  return (thrown: unknown): never => {
    const says = thrown instanceof Error ? thrown.message : 'is wrong';
    throw new Misconfigured(`${name}: ${says}`);
  };
}
