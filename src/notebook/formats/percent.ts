import type { Notebook } from '../nbformat.ts';
import { yamlHeader } from './header.ts';
import { LineReader } from './line-reader.ts';

// Lines that jupytext reads as IPython syntax, whether they are commented out or not (see its magics.py).
const MAGIC = /^\s*(?:# |#)*%{1,3}[a-zA-Z]/;
const SHELL_OR_HELP = /^\s*(?:(?:# |#)+\s*)?[?!]\s*[A-Za-z.~$\\/{}]/;
const ASSIGNED = /^(?:# |#)*\s*[a-zA-Z_][a-zA-Z_$0-9]*\s*=\s*(?:%{1,3}|!)[a-zA-Z]/;
const COMMAND = /^(?:# |#)*(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:$|\s$|\s[^=,])/;

// Comments that jupytext reads as the start of a cell.
const CELL_MARKER = /^(\s*)#(?=\s*(?:%%%*(?:\s|$)|<codecell>\s*$|In\[[0-9 ]*\]:?\s*$))/;

/** Formats a notebook in jupytext's percent format: a Python file in which IPython lines are commented out. */
export function formatPercent(notebook: Notebook): string {
  const header = yamlHeader(notebook, { extension: '.py', name: 'percent', version: '1.3' });
  const blocks = [commented(['---', 'jupyter:', ...header.map((line) => `  ${line}`), '---'])];
  for (const cell of notebook.cells) {
    const lines = cell.source === '' ? [] : cell.source.split('\n');
    if (cell.cell_type === 'markdown') blocks.push(['# %% [markdown]', ...commented(lines)]);
    else blocks.push(codeBlock(lines, cell.metadata.tags));
  }
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function codeBlock(lines: string[], tags: string[] | undefined): string[] {
  const language = /^%%(bash|sh|javascript|html|perl|ruby|latex|svg)$/.exec(lines[0] ?? '')?.[1];
  if (language !== undefined) return [`# %% language="${language}"`, ...commented(lines.slice(1))];
  return [tags === undefined ? '# %%' : `# %% tags=${JSON.stringify(tags)}`, ...escapeMagics(lines)];
}

function commented(lines: string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

function escapeMagics(lines: string[]): string[] {
  const reader = new LineReader();
  let continues = false;
  return lines.map((line) => {
    const isMagic = !reader.quoted && (continues || needsComment(line, reader.brackets));
    const marked = reader.quoted ? line : line.replace(CELL_MARKER, '$1##');
    const written = isMagic ? commentOut(line, continues) : marked;
    continues = isMagic && /\\\s*$/.test(line);
    reader.read(written);
    return written;
  });
}

/**
 * Whether a line must be commented out. This includes comments that look like magics, which jupytext would otherwise
 * uncomment.
 */
function needsComment(line: string, brackets: number): boolean {
  const isMagic = MAGIC.test(line) || SHELL_OR_HELP.test(line) || ASSIGNED.test(line);
  if (line.trimStart().startsWith('#')) return (isMagic || COMMAND.test(line)) && !CELL_MARKER.test(line);
  return isMagic && brackets === 0;
}

function commentOut(line: string, continues: boolean): string {
  if (continues) return `# ${line}`;
  const indent = /^\s*/.exec(line)![0];
  return `${indent}# ${line.slice(indent.length)}`;
}
