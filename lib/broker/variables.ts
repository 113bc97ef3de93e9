import { z } from 'zod';
import { Misconfigured } from './misconfigured';
import { knownServices } from './push-access';

const missing = { error: 'is missing' };
const text = z.string(missing).min(1, missing);
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Secrets and documents cross these: in clear only on this machine. */
export const address = text
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

const count = text.refine((value) => /^\d{1,9}$/.test(value), { error: 'is not a number' }).transform(Number);

const Environment = z.object({
  BROKER_HOST: text.default('127.0.0.1'),
  BROKER_PORT: text
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, { error: 'is not a port' })
    .transform(Number),
  BROKER_PUBLIC_URL: address.optional(),
  BROKER_PROXIES: count.default(0),
  BROKER_AGENT_LIMIT: count.default(600),
  BROKER_ADDRESS_LIMIT: count.default(3_000),
  BROKER_METRICS_TOKEN: text.min(16, { error: 'is shorter than 16 characters' }).optional(),
  BROKER_TENANTS_FILE: text.optional(),
  BROKER_VAPID_KEY: text.optional(),
  BROKER_VAPID_SUBJECT: text
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, { error: 'is neither a mailto: nor an https: address' })
    .optional(),
  BROKER_PUSH_SERVICES: text
    .regex(/^\s*(\*\.)?[a-z\d-]+(\.[a-z\d-]+)+(\s*,\s*(\*\.)?[a-z\d-]+(\.[a-z\d-]+)+)*\s*$/i, {
      error: 'is not a list of host names',
    })
    .default(knownServices),
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
  REDIS_URL: text
    .refine((value) => /^rediss?:\/\//.test(value) && URL.canParse(value), {
      error: 'is not a redis:// or rediss:// address',
    })
    .optional(),
  BROKER_SEALING_KEY: text,
  SATCHEL_CONFIG: text,
});
export type Environment = z.infer<typeof Environment>;
export type EnvironmentInput = Readonly<Record<string, string | undefined>>;

/** @throws Misconfigured with one line that names the first wrong variable and not its value */
export function parseEnvironment(input: EnvironmentInput): Environment {
  // Empty is how shells and compose files write "not set".
  const set = Object.entries(input).filter(([, value]) => value !== undefined && value.trim() !== '');
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new Misconfigured(`${String(first?.path[0])}: ${first?.message ?? 'is wrong'}`);
}
