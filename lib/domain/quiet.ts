import { z } from 'zod';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const minute = z
  .number()
  .int()
  .min(0)
  .max(DAY_MINUTES - 1);

/** Hours of the day in which nothing is said, in minutes after midnight of this device; `to` may be on the next day. */
export const Quiet = z.strictObject({ from: minute, to: minute });
export type Quiet = z.infer<typeof Quiet>;

/** What is offered first. */
export const USUAL_QUIET: Quiet = { from: 21 * 60, to: 8 * 60 };

/**
 * When the quiet hours that hold now are over (epoch ms); `undefined`: nothing is quiet now. From one time to the
 * same time there are no hours at all.
 */
export function quietUntil({ from, to }: Quiet, now: number): number | undefined {
  const at = new Date(now);
  const minutes = at.getHours() * 60 + at.getMinutes();
  const isQuiet =
    from < to ? from <= minutes && minutes < to : from !== to && (from <= minutes || minutes < to);
  if (!isQuiet) return undefined;
  // By the device's own calendar: a night in which the clocks change is an hour longer or shorter.
  const end = new Date(at.getFullYear(), at.getMonth(), at.getDate(), 0, to);
  if (to <= minutes) end.setDate(end.getDate() + 1);
  // An end that the change of the clocks has left behind us would be no end.
  return Math.max(end.getTime(), now + MINUTE);
}

/** `08:05` in minutes after midnight; `undefined` for what is no time. */
export function minutesOf(time: string): number | undefined {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(time) ?? [];
  const all = Number(hours) * 60 + Number(minutes);
  return hours !== '' && minute.safeParse(all).success ? all : undefined;
}

/** Minutes after midnight as a time field has them. */
export function timeOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
