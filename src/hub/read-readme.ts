import { redactSecrets } from '../encode/secrets.ts';
import { badAnswer } from './fault.ts';
import type { Answer } from './http.ts';
import { headerOf } from './rate-limit.ts';

/** 5 MB: what lies beyond is cut off. */
export const README_CAP = 5_000_000;

/**
 * A card's text as it came, a byte order mark included, but for access tokens, which are cut to their prefix;
 * invalid UTF-8 becomes U+FFFD; a cut one ends with a line.
 * @throws Fault for HTML, which a login page or proxy puts in a card's place
 */
export function readReadme({ bytes, isCut, headers }: Answer): { text: string; truncated: boolean } {
  if (/^\s*text\/html/i.test(headerOf(headers, 'content-type') ?? '')) {
    throw badAnswer('HTML came in place of the card');
  }
  const whole = isCut ? bytes.subarray(0, findCut(bytes)) : bytes;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
  return { text: redactSecrets(text), truncated: isCut };
}

/** Behind the last line end; where there is none, before the last character, which may be half. */
function findCut(bytes: Buffer): number {
  const lineEnd = bytes.lastIndexOf(0x0a);
  if (lineEnd >= 0) return lineEnd + 1;
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return Math.max(0, end - 1);
}
