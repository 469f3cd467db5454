import type { Notebook } from '../nbformat.ts';
import { formatIpynb } from './ipynb.ts';
import { formatMarkdown } from './markdown.ts';
import { formatPercent } from './percent.ts';

export type NotebookFormat = 'ipynb' | 'py' | 'md';

const FORMATS: Record<NotebookFormat, (notebook: Notebook) => string> = {
  ipynb: formatIpynb,
  py: formatPercent,
  md: formatMarkdown,
};

/** Formats a notebook as text that ends with a newline. `py` is the percent format, `md` MyST Markdown. */
export function formatNotebook(notebook: Notebook, format: NotebookFormat): string {
  return FORMATS[format](notebook);
}
