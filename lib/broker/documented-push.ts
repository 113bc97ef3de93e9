import { z } from 'zod';
import { PushEndpoint } from '@/lib/contract/push';
import type { RefusalCode } from './refused';

const refuses: readonly RefusalCode[] = ['bad_request', 'too_large', 'store_unavailable'];
const answers = z.object({ ok: z.literal(true) });

/** The routes of Web Push. */
export const documentedPush = [
  {
    method: 'post',
    who: 'agent',
    path: '/v1/push/subscribe',
    summary: 'Wakes this browser by Web Push when a callback has come; 404 where nobody is woken.',
    asks: PushEndpoint,
    answers,
    refuses: [...refuses, 'not_found', 'push_service_not_taken'],
  },
  {
    method: 'post',
    who: 'agent',
    path: '/v1/push/forget',
    summary: 'Wakes this browser no more.',
    asks: PushEndpoint,
    answers,
    refuses,
  },
] as const;
