import { z } from 'zod';
import { ContentType, Sha256 } from '@/lib/domain/capture';
import { Organisation, Product } from '@/lib/domain/organisation';

const Url = z.url({ protocol: /^https?$/ });

/** `GET /v1/config`: what a client may know. No secret. */
export const PublicConfig = z.object({
  ...Organisation.shape,
  /** Base addresses a client talks to. */
  addresses: z.object({
    broker: Url,
    atrium: Url,
    atlas: Url,
    store: Url,
    /** Where documents may go by docstream. */
    docstream: Url.optional(),
  }),
  /** DHKEM(P-256) public key, base64url of the 65 uncompressed bytes. */
  sealingKey: z.object({ keyId: z.string().min(1), publicKey: z.string().regex(/^[\w-]{87}$/) }),
  /** The VAPID key that browsers subscribe to pushes by; absent: nobody is woken by one. */
  push: z.object({ publicKey: z.string().regex(/^[\w-]{87}$/) }).optional(),
});
export type PublicConfig = z.infer<typeof PublicConfig>;

/** `GET /v1/products`: what the agent's tenant captures for. */
export const Products = z.array(Product).min(1);
export type Products = z.infer<typeof Products>;

/** `POST /v1/atlas-token`: the Atlas grant. `expiresIn` in seconds; `callbackUrl` is narrowed to a loan before use. */
export const AtlasGrant = z.object({
  accessToken: z.string().min(1),
  expiresIn: z.number().positive(),
  baseUrl: Url,
  authUrl: Url,
  callbackUrl: Url,
});
export type AtlasGrant = z.infer<typeof AtlasGrant>;

/** One line of `POST /v1/uploads`. `sha256`, `size`, `contentType` are of the sealed bytes. */
export const UploadRequest = z.strictObject({
  /** The attempt's id at Atlas. */
  documentId: z.uuid(),
  sha256: Sha256,
  size: z.number().int().positive(),
  contentType: z.literal('application/octet-stream'),
  keyId: z.string().min(1),
  /** How fast the client's line was last; the address lives accordingly. Bytes a second. */
  bytesPerSecond: z.number().positive().optional(),
  /** What the seal is bound to besides tenant and agent, which the broker takes from the access token. */
  loanId: z.string().min(1).max(200),
  slotId: z.uuid(),
  captureId: z.uuid(),
  /** Of the bytes once opened: what Atlas will be given. */
  opened: z.strictObject({ sha256: Sha256, size: z.number().int().positive(), contentType: ContentType }),
});
export type UploadRequest = z.infer<typeof UploadRequest>;
export const UploadRequests = z.array(UploadRequest).min(1).max(100);

/** What the broker signs: where the sealed bytes go, and where Atlas will find them opened. */
export const UploadSlot = z.object({
  documentId: z.uuid(),
  putUrl: Url,
  putHeaders: z.record(z.string(), z.string()),
  fileUrl: Url,
  /** Until when `putUrl` works, epoch milliseconds by the broker's clock. */
  expiresAt: z.number(),
  /** The store already holds these very bytes: there is nothing left to PUT. */
  stored: z.boolean(),
});
export type UploadSlot = z.infer<typeof UploadSlot>;
export const UploadSlots = z.array(UploadSlot);

/**
 * `POST /v1/uploads`: one for each line, in the order asked; what is refused stands among what is signed. When all are
 * refused, which for one line is when it is, the answer is the first refusal with its status.
 */
export const UploadAnswers = z.array(
  z.union([UploadSlot, z.object({ documentId: z.uuid(), error: z.string(), message: z.string() })]),
);
export type UploadAnswers = z.infer<typeof UploadAnswers>;

/** The same as who asks reads it: `null` is whatever is no slot, so that no line's answer spoils the others'. */
export const SignedAmong = z.array(UploadSlot.nullable().catch(null));

/** `POST /v1/evidence` and `POST /v1/withdrawals`: about attempts of this agent. */
export const DocumentIds = z.strictObject({ documentIds: z.array(z.uuid()).min(1).max(100) });
export type DocumentIds = z.infer<typeof DocumentIds>;

/** What the broker saw of each attempt. Instants by the broker's clock; absent: it has not happened. */
export const Evidence = z.array(
  z.object({
    documentId: z.uuid(),
    fetchedAt: z.number().optional(),
    withdrawnAt: z.number().optional(),
  }),
);
export type Evidence = z.infer<typeof Evidence>;

/** Every refusal of the broker. */
export const BrokerError = z.object({ error: z.string(), message: z.string() });
export type BrokerError = z.infer<typeof BrokerError>;

/** `GET /v1/flows/:flowUuid/result`: the newest callback, and those before it that said something else. */
const Arrival = z.object({
  /** By the broker's clock. */
  receivedAt: z.number(),
  result: z.unknown(),
});
export const FlowResult = z.object({ ...Arrival.shape, earlier: z.array(Arrival) });
export type FlowResult = z.infer<typeof FlowResult>;

const Address = z.string().trim().min(1).max(1_000);

/** `POST /v1/address-match`: one address beside others; `index` is the asker's own and comes back. */
export const AddressMatchRequest = z.strictObject({
  loanId: z.string().min(1).max(200),
  source: Address,
  targets: z
    .array(z.strictObject({ index: z.number().int(), address: Address }))
    .min(1)
    .max(50)
    .refine((targets) => new Set(targets.map(({ index }) => index)).size === targets.length, {
      error: 'two targets have one index',
    }),
});
export type AddressMatchRequest = z.infer<typeof AddressMatchRequest>;

/** One for each target, in the order asked. A score of `null` is none at all; 0 is a score. */
export const AddressMatches = z.array(
  z.object({
    index: z.number().int(),
    /** 0 to 100. */
    similarityScore: z.number().nullable(),
    /** 0 to 10. */
    samePersonScore: z.number().nullable(),
    /** Why this target has no score: Atlas's code, or `no_answer`, `unreadable`, `not_taken`. */
    error: z.string().optional(),
  }),
);
export type AddressMatches = z.infer<typeof AddressMatches>;

/** `GET /readyz`: whether store and Atlas answer; 503 when one does not. */
export const Readiness = z.object({ ok: z.boolean(), store: z.boolean(), atlas: z.boolean() });
export type Readiness = z.infer<typeof Readiness>;
