import { Clock } from 'lucide-react';
import { count } from './amounts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** This device's clock is wrong: times shown here are, too. Nothing stops for it. */
export function ClockNotice({ skewMs }: { readonly skewMs: number | undefined }) {
  if (skewMs === undefined) return null;
  return (
    <p className="banner tone-neutral">
      <Clock aria-hidden />
      <span>
        This laptop’s clock is {span(Math.abs(skewMs))} {skewMs < 0 ? 'behind' : 'ahead'}. Set it right, so
        that the times shown here are.
      </span>
    </p>
  );
}

function span(ms: number): string {
  if (ms < 2 * HOUR) return count(Math.round(ms / MINUTE), 'minute');
  return ms < 2 * DAY ? count(Math.round(ms / HOUR), 'hour') : count(Math.round(ms / DAY), 'day');
}
