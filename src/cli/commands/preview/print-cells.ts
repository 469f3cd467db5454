import type { TokenKind } from '../../../python/syntax/highlight-tokens.ts';
import type { CellOutline } from '../../../run/read-notebook.ts';
import { createPageBudget } from '../../../server/pages/page-budget.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { readableWidth } from '../../terminal/table.ts';
import { loadStyle, type Output, type Style, toSafeText } from '../../terminal/terminal.ts';
import { readOutputs } from './read-outputs.ts';
import { readMarkdown, renderTokens } from './render-markdown-text.ts';

const MAX_CELL_MS = 5_000;

export interface Preview {
  /** A cell as text for the terminal, with its outputs. Everything that exceeds the limits of a page is plain or cut. */
  render(cell: CellOutline): Promise<string>;
  /** Whether something was not shown in full. */
  isExceeded(): boolean;
}

/** Renders untrusted cells within the limits of a web page. Work that `limitSync` ends leaves its text plain. */
export async function createPreview(
  out: Output,
  limitSync: CommandContext['limitSync'] = (work) => work(),
): Promise<Preview> {
  const style = await loadStyle(out);
  const width = readableWidth(out);
  const budget = createPageBudget({ plain: false });

  let isSlow = false;

  function attempt<T>(work: () => T): T | undefined {
    try {
      return limitSync(work, MAX_CELL_MS);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      isSlow = true;
      return undefined;
    }
  }

  async function renderSource({ type }: CellOutline, source: string): Promise<string> {
    if (type === 'markdown') {
      const tokens = budget.takeMarkdown(source) ? attempt(() => readMarkdown(source)) : undefined;
      return tokens === undefined ? source : renderTokens(tokens, { style, width });
    }
    if (type !== 'code' || !out.color) return source;
    if (!budget.takeCode(source)) return source;
    // Loads the grammar only if colors are used.
    const { showTokens } = await import('../../../python/syntax/highlight-tokens.ts');
    return attempt(() => showTokens(source, (text, kind) => paintToken(text, kind, style))) ?? source;
  }

  return {
    async render(cell) {
      const source = toSafeText(budget.cut('text', cell.source), { multiline: true }).trimEnd();
      const outputs = budget.cut('outputs', readOutputs(cell)).map(({ text, isError }) => {
        const shown = toSafeText(budget.cutOutput(text), { multiline: true }).trimEnd();
        const paint = isError ? style.red : (line: string) => line;
        return shown.split('\n').map((line) => `${style.dim('│')} ${paint(line)}`.trimEnd());
      });
      const title = `── cell ${cell.number}${cell.type === 'markdown' ? '' : `: ${toSafeText(cell.type)}`} `;
      const lines = [
        style.dim(title.padEnd(width, '─')),
        ...(source === '' ? [] : [await renderSource(cell, source)]),
        ...outputs.flat(),
      ];
      return `${lines.join('\n')}\n\n`;
    },
    isExceeded: () => budget.isExceeded || isSlow,
  };
}

/** Colors end with each line, so that a pager can start at any line. */
function paintToken(text: string, kind: TokenKind | undefined, style: Style): string {
  if (kind === undefined) return text;
  const paint = { k: style.cyan, s: style.green, n: style.yellow, c: style.dim, f: style.bold }[kind];
  return text
    .split('\n')
    .map((line) => paint(line))
    .join('\n');
}
