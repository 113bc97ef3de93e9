import { z } from 'zod';

/** 32 bytes as lower-case hex. */
export const Key = z.string().regex(/^[0-9a-f]{64}$/);

/** `POST /v1/pins`: whoever shows this proof later gets the share. */
export const PinRegistration = z.strictObject({ proof: Key });

/** The broker's half of what opens a sealed refresh token, and the name it goes by. */
export const PinHalf = z.object({ handle: Key, share: Key });
export type PinHalf = z.infer<typeof PinHalf>;

/** `POST /v1/pins/open`. There is no access token at that time: the proof stands for it. */
export const PinOpening = z.strictObject({ handle: Key, proof: Key });

/** The share; or, after a wrong proof, how many tries are left. With none left the share is gone. */
export const PinOpened = z.union([
  z.object({ share: Key }),
  z.object({ left: z.number().int().nonnegative() }),
]);
export type PinOpened = z.infer<typeof PinOpened>;

/** `POST /v1/pins/forget`: by whoever knows the handle, which is nobody but the device. */
export const PinForgetting = z.strictObject({ handle: Key });
