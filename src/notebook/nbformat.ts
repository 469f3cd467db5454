import { createHash } from 'node:crypto';
import { defined } from '../defined.ts';
import { redactSecrets } from '../encode/secrets.ts';

export type JsonData = string | number | boolean | null | JsonData[] | { [key: string]: JsonData };

/** A notebook in nbformat 4.5, with each source as one string. */
export interface Notebook {
  cells: Cell[];
  metadata: NotebookMetadata;
  nbformat: 4;
  nbformat_minor: 5;
}

export interface NotebookMetadata {
  kernelspec: { display_name: string; language: string; name: string };
  language_info: { name: string };
  alacard: { [key: string]: JsonData };
  accelerator?: string;
  colab?: { [key: string]: JsonData };
  kaggle?: { [key: string]: JsonData };
}

export type Cell = MarkdownCell | CodeCell;

export interface MarkdownCell {
  cell_type: 'markdown';
  id: string;
  metadata: Record<string, never>;
  source: string;
}

export interface CodeCell {
  cell_type: 'code';
  id: string;
  metadata: { tags?: string[] };
  execution_count: null;
  outputs: [];
  source: string;
}

/** A cell before it has an id. `role` is unique within the notebook and consists of letters, digits and `-`. */
export interface DraftCell {
  role: string;
  type: 'markdown' | 'code';
  /** Tags of a code cell. */
  tags?: string[];
  source: string;
}

/** Creates a notebook. A cell id consists of the role and a hash of the source, so the same cells have the same ids. */
export function createNotebook(
  drafts: DraftCell[],
  alacard: NotebookMetadata['alacard'],
  host: Pick<NotebookMetadata, 'accelerator' | 'colab' | 'kaggle'> = {},
): Notebook {
  return {
    cells: drafts.map(createCell),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
      alacard,
      ...host,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function createCell(draft: DraftCell): Cell {
  const source = normalizeSource(draft.source);
  const hash = createHash('sha256').update(`${draft.type}\n${source}`).digest('hex').slice(0, 8);
  const id = `${draft.role}-${hash}`;
  return draft.type === 'markdown'
    ? { cell_type: 'markdown', id, metadata: {}, source }
    : {
        cell_type: 'code',
        id,
        metadata: defined({ tags: draft.tags }),
        execution_count: null,
        outputs: [],
        source,
      };
}

/** Removes secrets, surrounding blank lines, CRs and lone surrogates, which UTF-8 cannot encode. */
function normalizeSource(source: string): string {
  return redactSecrets(source)
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
