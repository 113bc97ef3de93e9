import { z } from 'zod';
import {
  AddressMatches,
  AddressMatchRequest,
  AtlasGrant,
  DocumentIds,
  Evidence,
  FlowResult,
  Products,
  PublicConfig,
  Readiness,
  UploadRequests,
  UploadAnswers,
} from '@/lib/contract/broker';
import { documentedMultipart } from './documented-multipart';
import { documentedPins } from './documented-pins';
import { documentedPush } from './documented-push';
import type { RefusalCode } from './refused';

/** One route as the API's description tells it. */
export interface Documented {
  readonly method: 'get' | 'post';
  /** With `:name` for what varies. */
  readonly path: string;
  readonly summary: string;
  /** Who may ask: `path` means that a token in the address is what proves it. */
  readonly who: 'anybody' | 'agent' | 'operator' | 'path';
  readonly query?: readonly string[];
  readonly asks?: z.ZodType;
  /** The shape of the answer, or its media type where that is no JSON of ours. */
  readonly answers: z.ZodType | string;
  readonly refuses?: readonly RefusalCode[];
}

const Ok = z.object({ ok: z.literal(true) });
const AuthAnswer = z.object({ access_token: z.string(), expires_in: z.number() });
const store: readonly RefusalCode[] = ['store_unavailable'];
const body: readonly RefusalCode[] = ['bad_request', 'too_large'];
const atlas: readonly RefusalCode[] = ['atlas_unavailable', 'atlas_unreadable', 'atlas_credentials_refused'];
const open = { who: 'anybody', method: 'get' } as const;
const agents = { who: 'agent', method: 'post' } as const;

/** Every route of the broker; a test compares it with what is served. */
export const documented: readonly Documented[] = [
  { ...open, path: '/healthz', summary: 'Whether the process answers.', answers: Ok },
  { ...open, path: '/readyz', summary: 'Whether store and Atlas answer; 503 if not.', answers: Readiness },
  { ...open, path: '/openapi.json', summary: 'This description.', answers: 'application/json' },
  { ...open, path: '/v1/config', summary: 'What a client may know.', answers: PublicConfig },
  {
    method: 'get',
    who: 'operator',
    path: '/metrics',
    summary: 'Counts and durations for Prometheus.',
    answers: 'text/plain',
    refuses: ['not_found'],
  },
  {
    ...agents,
    path: '/v1/atlas-token',
    summary: 'A token of Atlas; `family` is `flow` (default), `bulk` or `docstream`.',
    query: ['family'],
    answers: AtlasGrant,
    refuses: ['bad_request', 'not_found', ...atlas],
  },
  {
    method: 'get',
    who: 'agent',
    path: '/v1/products',
    summary: 'What the agent’s tenant captures for.',
    answers: Products,
  },
  {
    ...agents,
    path: '/v1/uploads',
    summary:
      'Where sealed bytes go, and where Atlas will find them opened. Asked again, it says the same. Lines that are refused stop no other: a status of refusal is answered only when all are.',
    asks: UploadRequests,
    answers: UploadAnswers,
    refuses: [...body, ...store, 'unknown_key', 'withdrawn_attempt', 'type_not_taken'],
  },
  ...documentedMultipart,
  ...documentedPins,
  ...documentedPush,
  {
    ...agents,
    path: '/v1/evidence',
    summary: 'What was seen of attempts.',
    asks: DocumentIds,
    answers: Evidence,
    refuses: [...body, ...store],
  },
  {
    ...agents,
    path: '/v1/withdrawals',
    summary: 'Serves these attempts to nobody any more.',
    asks: DocumentIds,
    answers: Evidence,
    refuses: [...body, ...store],
  },
  {
    ...agents,
    path: '/v1/address-match',
    summary: 'How alike addresses are, by Atlas.',
    asks: AddressMatchRequest,
    answers: AddressMatches,
    refuses: [...body, 'addresses_not_taken', ...atlas],
  },
  {
    method: 'get',
    who: 'agent',
    path: '/v1/flows/:flowUuid/result',
    summary: 'What Atlas called back with, masked.',
    query: ['loanId'],
    answers: FlowResult,
    refuses: ['bad_request', 'no_result', ...store],
  },
  {
    method: 'get',
    who: 'agent',
    path: '/v1/flows/:flowUuid/events',
    summary: 'Server-sent events: `result` for each new callback, with its version as id.',
    query: ['loanId'],
    answers: 'text/event-stream',
    refuses: ['bad_request', 'throttled', ...store],
  },
  {
    method: 'get',
    who: 'path',
    path: '/v1/files/:token/:name',
    summary: 'The opened bytes of one attempt, for Atlas.',
    answers: 'application/octet-stream',
    refuses: ['not_found', 'withdrawn', 'range_not_there', 'capture_damaged', ...store],
  },
  {
    method: 'post',
    who: 'path',
    path: '/v1/atlas/auth/:token',
    summary: 'The `auth_url` of a flow; any method is answered.',
    answers: AuthAnswer,
    refuses: ['not_found'],
  },
  {
    method: 'post',
    who: 'path',
    path: '/v1/atlas/callback/:token',
    summary: 'The `callback_url` of a loan’s flow.',
    asks: z.looseObject({}),
    answers: Ok,
    refuses: [...body, ...store, 'not_found', 'callback_of_another'],
  },
];
