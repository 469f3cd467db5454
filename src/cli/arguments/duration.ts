import { UsageError } from '../../errors.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Parses `30`, `30s`, `1.5m`, `500ms`, `1h` or `30d` into milliseconds. A number without a unit is in seconds.
 * @throws UsageError naming `flag`
 */
export function parseDuration(
  text: string,
  flag: string,
  { allowZero = false, longest = '24h' }: { allowZero?: boolean; longest?: '24h' | '365d' } = {},
): number {
  const longestMs = longest === '24h' ? 24 * UNIT_MS.h : 365 * UNIT_MS.d;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  const ms = match ? Math.round(Number(match[1]) * UNIT_MS[(match[2] ?? 's') as keyof typeof UNIT_MS]) : NaN;
  if (Number.isNaN(ms) || ms > longestMs || (ms === 0 && !allowZero)) {
    throw new UsageError(
      `${flag} must be a time ${allowZero ? 'from 0' : 'above 0 and'} up to ${longest}, not "${text}"`,
      {
        hint: `For example: ${flag} 30, ${flag} 30s or ${flag} 2m`,
      },
    );
  }
  return ms;
}

/**
 * Parses the lifetime of a share into seconds: from one minute to one year.
 * @throws UsageError
 */
export function parseTtl(text: string): number {
  const seconds = Math.round(parseDuration(text, '--ttl', { longest: '365d' }) / 1_000);
  if (seconds >= 60) return seconds;
  throw new UsageError(`--ttl must be at least one minute, not "${text}"`, {
    hint: 'For example: --ttl 30d',
  });
}
