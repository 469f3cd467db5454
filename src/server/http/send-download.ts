import type { FastifyReply, FastifyRequest } from 'fastify';
import { safeFileName } from '../../encode/file-name.ts';
import { AlacardError } from '../../errors.ts';
import { oncePer } from '../../once-per.ts';
import type { ServerContext } from '../server-context.ts';
import type { StoredNotebook } from '../store/store.ts';

/** Prefixes of file names, by origin. */
const PREFIXES = { generated: 'alacard', uploaded: 'uploaded' };

type DownloadHeaders = Record<string, string> & { etag: string };

/** The headers of a cached row are the same for every download. */
const headersOf = oncePer((notebook: StoredNotebook): DownloadHeaders => {
  const name = notebook.modelId.slice(notebook.modelId.lastIndexOf('/') + 1);
  return {
    'content-disposition': `attachment; filename="${safeFileName(`${PREFIXES[notebook.origin]}-${name}.ipynb`)}"`,
    etag: `"${notebook.contentHash}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    // Kaggle and other sites fetch notebooks from the browser.
    'access-control-allow-origin': '*',
    'content-type': 'application/x-ipynb+json',
  };
});

/**
 * Sends a notebook as a file, with an ETag and support for a single range. Counts the download if the response contains
 * the whole file.
 */
export async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  notebook: StoredNotebook,
  { contents, counter }: Pick<ServerContext, 'contents' | 'counter'>,
): Promise<FastifyReply> {
  const headers = headersOf(notebook);
  const etag = headers.etag;
  reply.headers(headers);
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const ifRange = request.headers['if-range'];
  const range =
    ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, notebook.size) : undefined;
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${notebook.size}`).send();
  }
  const [start, end] = range ?? [0, notebook.size - 1];
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${notebook.size}`);
  if (request.method === 'HEAD') return reply.header('content-length', end - start + 1).send();
  const bytes = await contents.read(notebook.contentHash);
  if (bytes === undefined)
    throw new AlacardError('CONTENT_MISSING', 1, 500, "the notebook's content is missing");
  if (end - start + 1 === notebook.size) counter.count(notebook.shareId);
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start + 1));
}

const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim().replace(/^W\//, '') === etag || part.trim() === '*');

/** A single byte range (RFC 9110). Undefined for several ranges or other units, which get the whole file. */
function parseRange(
  header: string | undefined,
  size: number,
): [number, number] | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : [start, end];
}
