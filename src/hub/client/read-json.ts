import { requireWhole } from './body.ts';
import { badAnswer } from './fault.ts';
import type { Answer } from './http.ts';
import { headerOf } from './rate-limit.ts';

/** Parses an answer's body. @throws Fault for HTML, bad UTF-8, JSON that breaks off, or too much of it */
export function readJson(answer: Answer): unknown {
  const bytes = requireWhole(answer);
  if (/^\s*text\/html/i.test(headerOf(answer.headers, 'content-type') ?? '') || bytes[0] === 0x3c) {
    throw badAnswer('HTML came in place of JSON');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badAnswer('the answer is not valid UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw badAnswer('the answer is no whole JSON document');
  }
}
