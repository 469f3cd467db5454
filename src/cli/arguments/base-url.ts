import { trimEnd } from '../../encode/trim-end.ts';
/** A server's address without a trailing slash; undefined unless it is http(s) without password, query and fragment. */
export function toBaseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  return isPlain ? trimEnd(`${url.origin}${url.pathname}`, '/') : undefined;
}
