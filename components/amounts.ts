const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIB = 1_024;
const MIB = KIB * KIB;
const GIB = MIB * KIB;

/** A wait in whole units, rounded up so that it is never over too soon: `30 s`, `2 min`, `1 h`. */
export function wait(ms: number): string {
  if (ms < 2 * MINUTE) return `${Math.max(1, Math.ceil(ms / SECOND))} s`;
  return ms < 2 * HOUR ? `${Math.ceil(ms / MINUTE)} min` : `${Math.ceil(ms / HOUR)} h`;
}

/** How long ago an instant was, both epoch milliseconds: `just now`, `5 min ago`, `2 days ago`. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  return count(Math.floor(passed / DAY), 'day') + ' ago';
}

/** An instant (epoch ms) as a person names it, where he is: `22 Nov 2026, 15:00`. */
export function day(at: number): string {
  return new Date(at).toLocaleString('en-IN', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
}

/** Bytes as a person reads them: `640 KB`, `2.4 MB`, `51 GB`. */
export function size(bytes: number): string {
  if (bytes < MIB) return `${Math.max(1, Math.round(bytes / KIB))} KB`;
  return bytes < GIB ? `${(bytes / MIB).toFixed(1)} MB` : `${Math.floor(bytes / GIB)} GB`;
}

/** `1 document`, `3 documents`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** 0 to 1 as `87 %`; never rounded up to a certainty that was not claimed. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
