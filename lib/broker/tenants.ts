import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ContentType } from '@/lib/domain/capture';
import { Product } from '@/lib/domain/organisation';
import type { AtlasAccess, BrokerConfig } from './environment';
import { parseJson } from './json';
import { Misconfigured } from './misconfigured';
import { address } from './variables';

/** The first words of the broker's own folders: a prefix that begins so would lie in one of them. */
const taken = /^(captures|checks|notes|pairs|pins|push|ready|results)\//;

/** What one tenant has of its own; what it does not say is the broker's. */
const Tenant = z.strictObject({
  /** What its agents may capture for. */
  products: z.array(Product).min(1).optional(),
  /** Before the key of everything of it in the bucket. */
  prefix: z
    .string()
    .regex(/^([\w-]+\/)+$/)
    .refine((prefix) => !taken.test(prefix))
    .optional(),
  atlas: z
    .strictObject({
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      baseUrl: address.optional(),
      docstreamBaseUrl: address.optional(),
    })
    .optional(),
  uploads: z
    .strictObject({
      /** Of one opened capture. */
      maxBytes: z.number().int().positive().optional(),
      contentTypes: z.array(ContentType).min(1).optional(),
    })
    .optional(),
});

/** The tenants file (`BROKER_TENANTS_FILE`), by tenant id. It may hold secrets. */
export const Tenants = z.record(z.string().min(1), Tenant);
export type Tenants = z.infer<typeof Tenants>;

/** @throws Misconfigured naming the first wrong input by its path and not its value */
export async function readTenantsFile(path: string): Promise<Tenants> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Misconfigured(`BROKER_TENANTS_FILE: the file ${path} cannot be read`, { cause });
  });
  const parsed = Tenants.safeParse(parseJson(text.replace(/^\uFEFF/, '')));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const where = z.core.toDotPath(first?.path ?? []);
  throw new Misconfigured(`BROKER_TENANTS_FILE: ${where || 'the file'} is wrong (${first?.code ?? 'odd'})`);
}

/** The credentials a tenant's calls to Atlas go out with: its own, else the broker's. */
export function atlasAccessOf({ atlas, tenants }: Pick<BrokerConfig, 'atlas' | 'tenants'>) {
  return (tenantId: string): AtlasAccess => {
    const own = ownOf(tenants, tenantId)?.atlas;
    if (!own) return atlas;
    const { clientId, clientSecret, baseUrl, docstreamBaseUrl } = own;
    return {
      clientId,
      clientSecret,
      baseUrl: baseUrl ?? atlas.baseUrl,
      docstreamBaseUrl: docstreamBaseUrl ?? atlas.docstreamBaseUrl,
    };
  };
}

/** Whether this tenant's agents may send a capture of this size (bytes, opened) and type. */
export function allowedUpload(
  tenants: Tenants | undefined,
  tenantId: string,
  { size, contentType }: { readonly size: number; readonly contentType: ContentType },
): 'yes' | 'too_large' | 'type_not_taken' {
  const { maxBytes, contentTypes } = ownOf(tenants, tenantId)?.uploads ?? {};
  if (maxBytes !== undefined && size > maxBytes) return 'too_large';
  return contentTypes && !contentTypes.includes(contentType) ? 'type_not_taken' : 'yes';
}

/** What this tenant's agents capture for. */
export function productsOf(
  { tenants, organisation }: Pick<BrokerConfig, 'tenants' | 'organisation'>,
  tenantId: string,
): readonly Product[] {
  return ownOf(tenants, tenantId)?.products ?? organisation.products;
}

export function ownOf(tenants: Tenants | undefined, tenantId: string) {
  return tenants && Object.hasOwn(tenants, tenantId) ? tenants[tenantId] : undefined;
}
