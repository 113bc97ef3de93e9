import { z } from 'zod';

/** A document kind: Atlas's `document_type` where there is one (`AADHAAR`, `PAN`, …), else our own word. */
export const Kind = z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'a kind is capitals, digits and underscores');
export type Kind = z.infer<typeof Kind>;

const pattern = z.string().check((context) => {
  if (isPattern(context.value)) return;
  context.issues.push({
    code: 'custom',
    input: context.value,
    message: 'a pattern is a regular expression with at least one group',
  });
});

/** How to read one value from a page: where it stands, and which part of it counts (the first group). */
export const Reader = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('url'), pattern }),
  z.strictObject({ from: z.literal('text'), selector: z.string().min(1), pattern: pattern.optional() }),
  z.strictObject({
    from: z.literal('attribute'),
    selector: z.string().min(1),
    attribute: z.string().min(1),
    pattern: pattern.optional(),
  }),
]);
export type Reader = z.infer<typeof Reader>;

export const ProductDocument = z.strictObject({
  kind: Kind,
  label: z.string().min(1),
  required: z.boolean(),
});
export type ProductDocument = z.infer<typeof ProductDocument>;

export const Product = z.strictObject({
  productType: z.string().min(1),
  label: z.string().min(1),
  documents: z.array(ProductDocument).min(1),
});
export type Product = z.infer<typeof Product>;

const matchPattern = z
  .string()
  .regex(
    /^(https?|\*):\/\/(\*|(\*\.)?[^/*:]+)\/.*$/,
    'a match pattern is scheme://host/path, without a port',
  );

/** How to read one loan portal. Selectors may match `img`, `a[href]`, `embed`, `iframe`, `input[type=file]`. */
export const PortalProfile = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  match: z.array(matchPattern).min(1),
  loan: z.strictObject({ id: Reader, customer: Reader.optional(), productType: Reader.optional() }),
  documents: z
    .array(z.strictObject({ selector: z.string().min(1), kind: Kind.optional(), label: Reader.optional() }))
    .min(1),
});
export type PortalProfile = z.infer<typeof PortalProfile>;

/**
 * How an identity provider's sign-in comes back to us; Atrium's pages leave it open. `body`: JSON on the callback
 * page. `fragment`: behind the `#` of its address. `redirect`: to the address that `launchWebAuthFlow` waits for.
 */
export const OidcWay = z.enum(['body', 'fragment', 'redirect']);
export type OidcWay = z.infer<typeof OidcWay>;

export const SignIn = z.strictObject({
  /** Agents may stay signed in over a restart of the browser by a PIN. Absent: no. */
  pin: z.boolean().optional(),
  /** Atrium's own sign-in with e-mail and password. */
  password: z.boolean().default(true),
  oidc: z
    .strictObject({
      tokens: OidcWay,
      /** Path at Atrium where the sign-in ends; nothing else there is ever read. */
      callbackPath: z
        .string()
        .regex(/^\/[^?#]*$/, 'a path begins with /')
        .default('/api/v1/auth/oidc/callback'),
    })
    .optional(),
});
export type SignIn = z.infer<typeof SignIn>;

/**
 * Atlas's APIs that documents can go by. `flow`: one flow a loan, with stages and cross-checks. `docstream` (its
 * Sandbox) and `bulk`: batches, of which there is nothing but the results.
 */
export const AtlasApi = z.enum(['flow', 'docstream', 'bulk']);
export type AtlasApi = z.infer<typeof AtlasApi>;
const Share = z.number().min(0).max(1);
const Percent = z.number().min(0).max(100);
const OfTen = z.number().min(0).max(10);

/** From when on a field or a comparison is marked for the agent to check. Nothing is decided by it. */
export const Review = z.strictObject({
  /** Below it a field is marked: Atlas's certainty of reading, 0 to 1. */
  confidence: Share.default(0.8),
  /** Below it a comparison is marked: Atlas's similarity, 0 to 100. */
  similarity: Percent.default(80),
  /** Below it two addresses are marked: Atlas's score that both are one person's, 0 to 10. Absent: 5. */
  samePerson: OfTen.optional(),
  /** Other limits for single fields, by Atlas's key: addresses agree less than names do. */
  fields: z
    .record(
      z.string().min(1),
      z.strictObject({
        confidence: Share.optional(),
        similarity: Percent.optional(),
        samePerson: OfTen.optional(),
      }),
    )
    .default({}),
});
export type Review = z.infer<typeof Review>;

/** The organisation file (`SATCHEL_CONFIG`). Nothing in it is secret; wrong input is named by path. */
export const Organisation = z.strictObject({
  organisation: z.strictObject({ name: z.string().min(1) }),
  atlas: z.strictObject({
    /** What a loan's documents go by. */
    api: AtlasApi,
    /** Others that the agent may choose for a loan. */
    also: z.array(AtlasApi).optional(),
  }),
  products: z.array(Product).min(1),
  portals: z.array(PortalProfile),
  /** How long bytes stay on the device after a good verdict or a discard; absent: 24. For captures from then on. */
  graceHours: z.number().int().min(1).max(720).optional(),
  /** Absent: 0.8 and 80 for all. */
  review: Review.optional(),
  /** Absent: e-mail and password alone. */
  signIn: SignIn.optional(),
});
export type Organisation = z.infer<typeof Organisation>;

/** The APIs that documents may go by here, the usual one first. */
export function apisOf({ atlas }: Pick<Organisation, 'atlas'>): AtlasApi[] {
  return [...new Set([atlas.api, ...(atlas.also ?? [])])];
}

function isPattern(source: string): boolean {
  try {
    // The empty alternative always matches, so the match has one entry more than there are groups.
    return (new RegExp(`${source}|`).exec('')?.length ?? 0) > 1;
  } catch {
    return false;
  }
}
