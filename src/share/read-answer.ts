import type { z } from 'zod';
import { UnavailableError } from '../errors.ts';
import { headerOf } from '../hub/client/rate-limit.ts';
import { readJson } from '../hub/client/read-json.ts';
import { toPlainLine } from '../hub/foreign-text.ts';
import type { SentAnswer } from './sender.ts';

/** Where an answer came from, for errors. */
export interface Origin {
  /** Scheme and host. */
  name: string;
  /** What the person should look at where its answer makes no sense. */
  checks: string;
  /** Never shown, should an answer echo them. */
  secrets: readonly string[];
}

/** The answer's JSON, as the schema says. @throws UnavailableError */
export function readAnswer<T>(answer: SentAnswer, schema: z.ZodType<T>, origin: Origin): T {
  const value = findAnswer(answer, schema);
  if (value !== undefined) return value;
  throw unusable(answer, origin);
}

/** The same, where it may be something else. */
export function findAnswer<T>(answer: SentAnswer, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(readJson(answer)).data;
  } catch {
    return undefined;
  }
}

/** An answer that is none of the protocol's. */
export function unusable({ status, headers }: SentAnswer, { name, checks }: Origin): UnavailableError {
  const location = headerOf(headers, 'location');
  const what =
    status >= 300 && status < 400 && location !== undefined
      ? `a redirect to ${toPlainLine(location)}, which is not followed`
      : 'not what a share server answers';
  return new UnavailableError(`${name} answered with ${status}: ${what}`, {
    hint: `Check ${checks}.`,
  });
}

/** One printable line of what a server said. */
export function plain(text: string, { secrets }: Origin): string {
  return toPlainLine(
    secrets.reduce((line, secret) => line.replaceAll(secret, '...'), text),
    300,
  );
}

/** As a browser would go there: no control or direction-changing character. @throws UnavailableError unless it is http(s) */
export function toLink(text: string, answer: SentAnswer, origin: Origin): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLink =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && text.length < 2_000;
  if (isLink) return url.href;
  throw unusable(answer, origin);
}
