import { localeOf } from './language';

/** An instant (epoch ms) as a person names it, where he is, to the minute: `22 Nov 2026, 15:00`. */
export function dayFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
}
