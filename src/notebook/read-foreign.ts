import * as z from 'zod/mini';
import { codeFence } from '../encode/markdown-text.ts';
import { visibleLines } from '../encode/visible-text.ts';
import type { DraftCell } from './nbformat.ts';

const MAX_CELLS = 2_000;

const cell = z.object({
  cell_type: z.enum(['code', 'markdown', 'raw']),
  source: z.union([z.string(), z.array(z.string())]),
  attachments: z.optional(z.unknown()),
});

const notebook = z.object({
  nbformat: z.literal(4),
  nbformat_minor: z.number().check(z.gte(0)),
  cells: z.array(cell).check(z.maxLength(MAX_CELLS)),
  metadata: z.catch(
    z.object({
      kernelspec: z.catch(
        z.optional(z.object({ language: z.catch(z.optional(z.string()), undefined) })),
        undefined,
      ),
      language_info: z.catch(
        z.optional(z.object({ name: z.catch(z.optional(z.string()), undefined) })),
        undefined,
      ),
    }),
    {},
  ),
});

/** The cells of an untrusted notebook, or the reason why it cannot be used, worded to follow "it". */
export type ForeignNotebook = { cells: DraftCell[]; attachments: number } | { problem: string };

/**
 * Reads a notebook in nbformat 4 (any minor version) as cells without ids. Outputs, cell metadata and attachments are
 * dropped, raw cells are quoted, and invisible characters are removed.
 */
export function readForeignNotebook(text: string): ForeignNotebook {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { problem: 'is not valid JSON' };
  }
  const parsed = notebook.safeParse(json);
  if (!parsed.success) return { problem: describeProblem(json, parsed.error) };
  const { cells, metadata } = parsed.data;
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name;
  if (language !== undefined && !/^i?python/i.test(language)) return { problem: 'is not written in Python' };
  const drafts = cells.map(({ cell_type: type, source }, at): DraftCell => {
    const lines = visibleLines(Array.isArray(source) ? source.join('') : source);
    const role = `official-${at + 1}`;
    return type === 'raw'
      ? { role, type: 'markdown', source: codeFence(lines, '') }
      : { role, type, source: lines };
  });
  const filled = drafts.filter(({ source }) => source.trim() !== '');
  if (!filled.some(({ type }) => type === 'code')) return { problem: 'has no code' };
  return { cells: filled, attachments: cells.filter(({ attachments }) => attachments !== undefined).length };
}

function describeProblem(json: unknown, { issues }: z.core.$ZodError): string {
  const { nbformat } = (json ?? {}) as { nbformat?: unknown };
  if (Number.isInteger(nbformat) && nbformat !== 4) return `uses nbformat ${nbformat}, not 4`;
  const { path = [], code } = issues[0] ?? {};
  const where = path.filter((part) => typeof part === 'number' || /^\w{1,30}$/.test(String(part)));
  return where.length === 0 || code === undefined
    ? 'is not a valid notebook'
    : `is not a valid notebook: check its ${where.join('.')}`;
}
