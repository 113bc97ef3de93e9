import { z } from 'zod';

/** Four digits are a birthday; with five tries, six leave a thief one chance in 200,000. */
const SHAPE = /^\d{6,12}$/;

/** A PIN that is not among the first that anybody tries. */
export const Pin = z
  .string()
  .regex(SHAPE)
  .refine((digits) => !isSimple(digits), 'too simple');
export type Pin = z.infer<typeof Pin>;

/** All of it one digit, two in turn, or a run up or down. */
export function isSimple(digits: string): boolean {
  const numbers = Array.from(digits, Number);
  const isRun = (step: number) =>
    numbers.every((one, at) => at === 0 || one - (numbers[at - 1] ?? 0) === step);
  const isInTurn = numbers.every((one, at) => at < 2 || one === numbers[at - 2]);
  return isInTurn || isRun(1) || isRun(-1);
}
