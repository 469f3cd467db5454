import { trimEnd } from '../../encode/trim-end.ts';

/** An http(s) URL without a trailing slash. Undefined if it has a user name, password, query or fragment. */
export function toBaseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  return isPlain ? trimEnd(`${url.origin}${url.pathname}`, '/') : undefined;
}
