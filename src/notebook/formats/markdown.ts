import type { CodeCell, Notebook } from '../nbformat.ts';
import { yamlHeader } from './header.ts';

/** Formats MyST Markdown for jupytext and Jupyter Book: code cells are `{code-cell}` directives. */
export function formatMarkdown(notebook: Notebook): string {
  const header = yamlHeader(notebook, { extension: '.md', name: 'myst', version: '0.13' });
  const blocks = [['---', ...header, '---'].join('\n')];
  let afterText = false;
  for (const cell of notebook.cells) {
    const isText = cell.cell_type === 'markdown';
    if (isText && afterText) blocks.push('+++');
    blocks.push(isText ? cell.source : codeCell(cell));
    afterText = isText;
  }
  return `${blocks.join('\n\n')}\n`;
}

function codeCell({ source, metadata: { tags } }: CodeCell): string {
  const longest = Math.max(2, ...(source.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // Such a first line would be read as the directive's options.
  const start = /^(?:---|\s*:)/.test(source) ? '\n' : '';
  const options = tags === undefined ? start : `:tags: [${tags.join(', ')}]\n\n`;
  return `${fence}{code-cell}\n${options}${source}\n${fence}`;
}
