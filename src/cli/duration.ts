import { UsageError } from '../errors.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const LONGEST_MS = 24 * UNIT_MS.h;

/** `30`, `30s`, `1.5m`, `500ms`, `1h`: a bare number is seconds. Milliseconds; throws UsageError naming `flag`. */
export function parseDuration(text: string, flag: string, options: { allowZero?: boolean } = {}): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const ms = match ? Math.round(Number(match[1]) * UNIT_MS[(match[2] ?? 's') as keyof typeof UNIT_MS]) : NaN;
  if (Number.isNaN(ms) || ms > LONGEST_MS || (ms === 0 && !options.allowZero)) {
    throw new UsageError(
      `${flag} must be a time of ${options.allowZero ? '0' : 'more than 0'} to 24h, not "${text}"`,
      {
        hint: `Write seconds or a unit: ${flag} 30, ${flag} 30s, ${flag} 2m.`,
      },
    );
  }
  return ms;
}
