import { z } from 'zod';

/** `POST /v1/push/subscribe` and `/v1/push/forget`: where the browser's push service takes pushes for this browser. */
export const PushEndpoint = z.strictObject({ endpoint: z.string().min(1).max(2_000) });
