import {
  CompleteRequest,
  Completed,
  Parts,
  PartsRequest,
  SignedPart,
  SignPartRequest,
} from '@/lib/contract/multipart';
import type { RefusalCode } from './refused';

const agents = { who: 'agent', method: 'post' } as const;
const refuses: readonly RefusalCode[] = [
  'bad_request',
  'too_large',
  'store_unavailable',
  'unknown_key',
  'withdrawn_attempt',
];

/** The routes of uploads in parts. */
export const documentedMultipart = [
  {
    ...agents,
    path: '/v1/multipart/parts',
    summary: 'Which parts of an upload the store has; begins it where there is none.',
    asks: PartsRequest,
    answers: Parts,
    refuses: [...refuses, 'type_not_taken'],
  },
  {
    ...agents,
    path: '/v1/multipart/sign',
    summary: 'Where one part goes.',
    asks: SignPartRequest,
    answers: SignedPart,
    refuses: [...refuses, 'type_not_taken'],
  },
  {
    ...agents,
    path: '/v1/multipart/complete',
    summary: 'Makes the whole of its parts, if the store has just these. Asked again, it says what is.',
    asks: CompleteRequest,
    answers: Completed,
    refuses,
  },
  {
    ...agents,
    path: '/v1/multipart/abort',
    summary: 'Gives up the parts that are there, of a withdrawn attempt too.',
    asks: PartsRequest,
    answers: Parts,
    refuses,
  },
] as const;
