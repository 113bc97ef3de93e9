import { dayFormat } from '@/lib/domain/day';
import type { Language } from '@/lib/domain/language';
import { localeOf } from '@/lib/domain/language';
import type { Words } from './words';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIB = 1_024;
const MIB = KIB * KIB;
const GIB = MIB * KIB;

/** Numbers with their units, as the language has them. */
export interface Amounts {
  /** `1,234`, as Indian languages group it: `12,34,567`. */
  readonly number: (value: number) => string;
  /** A wait in whole units, rounded up so that it is never over too soon: `30 seconds`, `2 minutes`, `1 hour`. */
  readonly wait: (ms: number) => string;
  /** As `wait`, where there is little room: `30s`, `2m`, `1h`. */
  readonly brief: (ms: number) => string;
  /** A length of time, rounded: `12 minutes`, `3 hours`, `2 days`. */
  readonly span: (ms: number) => string;
  /** How long ago an instant was, both epoch milliseconds: `just now`, `5 minutes ago`, `2 days ago`. */
  readonly ago: (at: number, now: number) => string;
  /** An instant (epoch ms) as a person names it, where he is: `22 Nov 2026, 15:00`. */
  readonly day: (at: number) => string;
  /** A day (`2026-11-28`), wherever he is: `28 Nov 2026`. */
  readonly date: (day: string) => string;
  /** Bytes as a person reads them: `640 kB`, `2.4 MB`, `51 GB`. */
  readonly size: (bytes: number) => string;
  /** 0 to 1 as `87%`; never rounded up to a certainty that was not claimed. */
  readonly percent: (share: number) => string;
  /** `A, B and C`. */
  readonly list: (items: readonly string[]) => string;
  /** `A, B, C`. */
  readonly row: (items: readonly string[]) => string;
}

export function createAmounts(language: Language, t: Words['t']): Amounts {
  const locale = localeOf(language);
  const unit = unitsOf(locale);
  const long = (name: string, value: number) => unit(name, 'long').format(value);
  const short = (name: string, value: number) => unit(name, 'short').format(value);
  const narrow = (name: string, value: number) => unit(name, 'narrow').format(value);
  const back = lazy(() => new Intl.RelativeTimeFormat(locale));
  const plain = lazy(() => new Intl.NumberFormat(locale));
  const share = lazy(() => new Intl.NumberFormat(locale, { style: 'percent' }));
  const date = lazy(() => dayFormat(language));
  const dayOnly = lazy(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));
  const and = lazy(() => new Intl.ListFormat(locale));
  const commas = lazy(() => new Intl.ListFormat(locale, { type: 'unit' }));
  return {
    number: (value) => plain().format(value),
    wait: (ms) => long(...waitOf(ms)),
    brief: (ms) => narrow(...waitOf(ms)),
    span(ms) {
      if (ms < 2 * HOUR) return long('minute', Math.round(ms / MINUTE));
      return ms < 2 * DAY ? long('hour', Math.round(ms / HOUR)) : long('day', Math.round(ms / DAY));
    },
    ago(at, now) {
      const passed = now - at;
      if (passed < MINUTE) return t('amount.justNow');
      if (passed < HOUR) return back().format(-Math.floor(passed / MINUTE), 'minute');
      if (passed < DAY) return back().format(-Math.floor(passed / HOUR), 'hour');
      return back().format(-Math.floor(passed / DAY), 'day');
    },
    day: (at) => date().format(at),
    date: (day) => dayOnly().format(Date.parse(day)),
    size(bytes) {
      if (bytes < MIB) return short('kilobyte', Math.max(1, Math.round(bytes / KIB)));
      return bytes < GIB ? short('megabyte', bytes / MIB) : short('gigabyte', Math.floor(bytes / GIB));
    },
    percent: (part) => share().format(Math.floor(part * 100 + 1e-9) / 100),
    list: (items) => and().format(items),
    row: (items) => commas().format(items),
  };
}

/** In the largest unit of which there are two. */
function waitOf(ms: number): [unit: string, count: number] {
  if (ms < 2 * MINUTE) return ['second', Math.max(1, Math.ceil(ms / SECOND))];
  return ms < 2 * HOUR ? ['minute', Math.ceil(ms / MINUTE)] : ['hour', Math.ceil(ms / HOUR)];
}

/** A page needs few of the formatters, and each takes time to make. */
function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function unitsOf(locale: string) {
  const made = new Map<string, Intl.NumberFormat>();
  return (unit: string, unitDisplay: 'long' | 'short' | 'narrow') => {
    const key = `${unit} ${unitDisplay}`;
    const known = made.get(key);
    if (known) return known;
    const maximumFractionDigits = 1;
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
    made.set(key, format);
    return format;
  };
}
