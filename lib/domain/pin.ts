import { z } from 'zod';
import { isSimple } from './simple-pin';

/** Four digits are a birthday; with five tries, six leave a thief one chance in 200,000. */
const SHAPE = /^\d{6,12}$/;

/** A PIN that is not among the first that anybody tries. */
export const Pin = z
  .string()
  .regex(SHAPE)
  .refine((digits) => !isSimple(digits), 'too simple');
export type Pin = z.infer<typeof Pin>;
