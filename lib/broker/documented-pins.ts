import { z } from 'zod';
import { PinForgetting, PinHalf, PinOpened, PinOpening, PinRegistration } from '@/lib/contract/pin';
import type { RefusalCode } from './refused';

const refuses: readonly RefusalCode[] = ['bad_request', 'too_large', 'not_found', 'store_unavailable'];

/** The routes of staying signed in by a PIN. */
export const documentedPins = [
  {
    method: 'post',
    who: 'agent',
    path: '/v1/pins',
    summary: 'Keeps a share for whoever shows this proof; 404 where the organisation does not allow it.',
    asks: PinRegistration,
    answers: PinHalf,
    refuses,
  },
  {
    method: 'post',
    who: 'anybody',
    path: '/v1/pins/open',
    summary: 'The share against its proof, or how many tries are left; after five wrong ones it is gone.',
    asks: PinOpening,
    answers: PinOpened,
    refuses,
  },
  {
    method: 'post',
    who: 'anybody',
    path: '/v1/pins/forget',
    summary: 'Destroys the share of this handle, if there is one.',
    asks: PinForgetting,
    answers: z.object({ ok: z.literal(true) }),
    refuses,
  },
] as const;
