import type * as z from 'zod';
import { UnavailableError } from '../errors.ts';
import { headerOf } from '../hub/client/rate-limit.ts';
import { readJson } from '../hub/client/read-json.ts';
import { toPlainLine } from '../hub/foreign-text.ts';
import type { SentResponse } from './sender.ts';

/** Where a response came from, for error messages. */
export interface Origin {
  /** Scheme and host. */
  name: string;
  /** What the hint asks the user to check. */
  checks: string;
  /** Redacted if a response repeats them. */
  secrets: readonly string[];
}

/** The response's JSON. @throws UnavailableError if it does not match the schema */
export function parseResponse<T>(response: SentResponse, schema: z.ZodType<T>, origin: Origin): T {
  const value = tryParseResponse(response, schema);
  if (value !== undefined) return value;
  throw unexpectedResponse(response, origin);
}

/** The response's JSON, or undefined if it does not match the schema. */
export function tryParseResponse<T>(response: SentResponse, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(readJson(response)).data;
  } catch {
    return undefined;
  }
}

/** Error for a response that does not follow the protocol. */
export function unexpectedResponse(
  { status, headers }: SentResponse,
  { name, checks }: Origin,
): UnavailableError {
  const location = headerOf(headers, 'location');
  const problem =
    status >= 300 && status < 400 && location !== undefined
      ? `a redirect to ${toPlainLine(location)}, which alacard does not follow`
      : 'not a response from a share server';
  return new UnavailableError(`unexpected response from ${name}: HTTP ${status}, ${problem}`, {
    hint: `Check ${checks}.`,
  });
}

/** A server's text as one printable line without secrets. */
export function toPrintableLine(text: string, { secrets }: Origin): string {
  return toPlainLine(
    secrets.reduce((line, secret) => line.replaceAll(secret, '...'), text),
    300,
  );
}

/** Normalizes a link. This also encodes control and bidi characters. @throws UnavailableError if it is not http(s) */
export function parseLink(text: string, response: SentResponse, origin: Origin): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLink =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && text.length < 2_000;
  if (isLink) return url.href;
  throw unexpectedResponse(response, origin);
}
