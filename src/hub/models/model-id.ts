import { trimEnd } from '../../encode/trim-end.ts';
import { UsageError } from '../../errors.ts';

/** A model as the user typed it, parsed. */
export interface ModelReference {
  id: string;
  revision?: string;
}

const MODEL_ID = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)?$/;
const HUB_HOSTS = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);
const OTHER_KINDS = new Set(['datasets', 'spaces', 'collections', 'papers', 'docs', 'blog', 'organizations']);
const WITH_REVISION = new Set(['tree', 'blob', 'raw', 'resolve', 'commit', 'commits', 'edit']);
const PAGES = new Set(['discussions', 'settings', 'colab', 'kaggle']);

/**
 * Whether the text is `owner/name` or a bare legacy name of at most 96 characters, by the same rules as the Hub's own
 * clients.
 */
export function isModelId(text: string): boolean {
  return text.length <= 96 && MODEL_ID.test(text) && !text.includes('..');
}

/** Whether the text is a branch, tag, `refs/pr/N` or commit: a valid git ref name of at most 255 characters. */
export function isRevision(text: string): boolean {
  return (
    text.length <= 255 &&
    /^[^\s\p{C}~^:?*[\\-][^\s\p{C}~^:?*[\\]*$/u.test(text) &&
    !/\.\.|\/\/|@\{|^\/|[/.]$/.test(text)
  );
}

/**
 * Parses `owner/name` or `name`, with an optional `@revision`, or a model's URL on the Hub or on `endpoint` (also
 * `/tree/<rev>`, `/blob/<rev>/...` and `/resolve/<rev>/...`).
 * @throws UsageError with the invalid text
 */
export function parseModelReference(text: string, endpoint?: string): ModelReference {
  const trimmed = text.trim();
  const url = findUrl(trimmed, endpoint);
  if (url) return parseModelUrl(trimmed, url, endpoint);

  const at = trimmed.indexOf('@');
  const id = at < 0 ? trimmed : trimmed.slice(0, at);
  if (!isModelId(id)) throw badReference(text);
  return at < 0 ? { id } : { id, revision: checkRevision(trimmed.slice(at + 1), text) };
}

function findUrl(text: string, endpoint: string | undefined): URL | undefined {
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? new URL(text) : undefined;
  const host = text.split('/', 1)[0]!.toLowerCase();
  const known = HUB_HOSTS.has(host) || (endpoint !== undefined && host === new URL(endpoint).host);
  return known && text.includes('/') && URL.canParse(`https://${text}`)
    ? new URL(`https://${text}`)
    : undefined;
}

function parseModelUrl(text: string, url: URL, endpoint: string | undefined): ModelReference {
  const mirror = endpoint === undefined ? undefined : new URL(endpoint);
  const isMirror = mirror !== undefined && url.host === mirror.host;
  if (!isMirror && !HUB_HOSTS.has(url.hostname)) {
    throw new UsageError(`${shown(text)} is not a Hub URL: its host is ${url.host}`, {
      hint: 'Use a model id (owner/name). If the host is a mirror of the Hub, set --endpoint to its URL.',
    });
  }
  const base = isMirror ? trimEnd(mirror.pathname, '/') : '';
  const path =
    base !== '' && url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname;
  let parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api') parts = parts.slice(1);
  if (parts[0] === 'models') parts = parts.slice(1);
  if (OTHER_KINDS.has(parts[0] ?? '')) {
    throw new UsageError(`${shown(text)} is not a model: it is under the Hub's ${parts[0]}`, {
      hint: 'Pass the URL of a model page, or a model id (owner/name).',
    });
  }
  const isPart = (part: string | undefined) =>
    part !== undefined && (WITH_REVISION.has(part) || PAGES.has(part));
  const length = parts.length < 2 || (isPart(parts[1]) && !isPart(parts[2])) ? 1 : 2;
  const id = parts.slice(0, length).join('/');
  if (!isModelId(id)) throw badReference(text);
  const [page, ...rest] = parts.slice(length);
  if (page === 'revision' || WITH_REVISION.has(page ?? '')) {
    const parted = rest[0] === 'refs' && rest.length >= 3 ? rest.slice(0, 3).join('/') : rest[0];
    if (parted !== undefined) return { id, revision: checkRevision(decode(parted, text), text) };
  }
  return { id };
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badReference(text);
  }
}

function checkRevision(revision: string, text: string): string {
  if (isRevision(revision)) return revision;
  throw new UsageError(`${shown(text)} contains an invalid revision`, {
    hint: 'Use a branch, tag, refs/pr/<number> or commit: owner/name@main',
  });
}

function badReference(text: string): UsageError {
  return new UsageError(`${shown(text)} is not a model id`, {
    hint: 'Use owner/name (letters, digits, ".", "_", "-"; up to 96 characters), the URL of a model, or ./a-local-folder',
  });
}

/** The user's text, quoted, printable and shortened. */
function shown(text: string): string {
  const printable = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return `"${printable.length > 120 ? `${printable.slice(0, 119)}…` : printable}"`;
}
