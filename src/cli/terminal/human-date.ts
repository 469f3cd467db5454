const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Formats a time as `3 hours ago`, or as `Nov 26, 2026, 14:05` in local time if it is a week or more ago. */
export function formatTime(timeMs: number, nowMs: number): string {
  const age = nowMs - timeMs;
  if (!(age > -MINUTE_MS && age < 7 * DAY_MS)) {
    return format(timeMs, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  }
  if (age < MINUTE_MS) return 'just now';
  if (age < HOUR_MS) return ago(age / MINUTE_MS, 'minute');
  if (age < DAY_MS) return ago(age / HOUR_MS, 'hour');
  return ago(age / DAY_MS, 'day');
}

/** Formats a time as `Nov 26, 2026` in UTC. */
export function formatDate(timeMs: number): string {
  return format(timeMs, { dateStyle: 'medium', timeZone: 'UTC' });
}

function format(timeMs: number, options: Intl.DateTimeFormatOptions): string {
  return Number.isNaN(timeMs) ? 'unknown' : new Intl.DateTimeFormat('en-US', options).format(timeMs);
}

function ago(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
}
