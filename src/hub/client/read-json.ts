import { requireWhole } from './body.ts';
import { badAnswer } from './fault.ts';
import type { Answer } from './http.ts';
import { headerOf } from './rate-limit.ts';

/**
 * Parses the body of a response.
 * @throws Fault for HTML, invalid UTF-8, and invalid or oversized JSON
 */
export function readJson(answer: Answer): unknown {
  const bytes = requireWhole(answer);
  if (/^\s*text\/html/i.test(headerOf(answer.headers, 'content-type') ?? '') || bytes[0] === 0x3c) {
    throw badAnswer('received HTML instead of JSON');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badAnswer('response is not valid UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw badAnswer('response is not valid JSON');
  }
}
