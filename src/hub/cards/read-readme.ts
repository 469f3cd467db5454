import { redactSecrets } from '../../encode/secrets.ts';
import { badAnswer } from '../client/fault.ts';
import type { Answer } from '../client/http.ts';
import { headerOf } from '../client/rate-limit.ts';

/** The text files that are read from a repository. Anything beyond `cap` bytes is truncated. */
export const TEXTS = {
  readme: { cap: 5_000_000, name: 'the card' },
  notebook: { cap: 10_000_000, name: 'the notebook' },
} as const;

export type TextKind = keyof typeof TEXTS;

/**
 * Reads a text unchanged, including a byte order mark, except that access tokens are redacted. Invalid UTF-8 becomes
 * U+FFFD. A truncated text ends at a line break.
 * @throws Fault for HTML from a login page or proxy
 */
export function readReadme(
  { bytes, isCut, headers }: Answer,
  kind: TextKind = 'readme',
): { text: string; truncated: boolean } {
  if (/^\s*text\/html/i.test(headerOf(headers, 'content-type') ?? '')) {
    throw badAnswer(`received HTML instead of ${TEXTS[kind].name}`);
  }
  const whole = isCut ? bytes.subarray(0, findCut(bytes)) : bytes;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
  return { text: redactSecrets(text), truncated: isCut };
}

/** The end of the last complete line. Without a line break, drops the last character, which may be incomplete. */
function findCut(bytes: Buffer): number {
  const lineEnd = bytes.lastIndexOf(0x0a);
  if (lineEnd >= 0) return lineEnd + 1;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return Math.max(0, end - 1);
}
