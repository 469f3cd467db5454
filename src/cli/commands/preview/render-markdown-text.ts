import { Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import { GAP, wrapWords } from '../../terminal/columns.ts';
import { drawCells } from '../../terminal/table.ts';
import type { Paint, Style } from '../../terminal/terminal.ts';
import { textWidth } from '../../terminal/text-width.ts';

interface Page {
  style: Style;
  width: number;
}

const MIN_WIDTH = 10;
const marked = new Marked({ gfm: true });

/** Parses Markdown for `renderTokens`. */
export const readMarkdown = (text: string): Token[] => marked.lexer(text);

/** Renders Markdown without control characters as lines for a terminal. HTML is shown as text. */
export async function renderTokens(tokens: readonly Token[], page: Page): Promise<string> {
  return (await renderBlocks(tokens, page)).join('\n');
}

/** The lines of blocks, with a blank line between them. */
async function renderBlocks(tokens: readonly Token[], page: Page, gap: string[] = ['']): Promise<string[]> {
  const lines: string[] = [];
  for (const token of tokens) {
    const block = await renderBlock(token as MarkedToken, page);
    if (block.length > 0) lines.push(...(lines.length > 0 ? gap : []), ...block);
  }
  return lines;
}

async function renderBlock(token: MarkedToken, page: Page): Promise<string[]> {
  const { style, width } = page;
  switch (token.type) {
    case 'heading': {
      const heading = renderInline(token.tokens, style);
      return wrap(`${'#'.repeat(token.depth)} ${heading}`, width).map((line) => style.bold(line));
    }
    case 'code':
      return token.text.split('\n').map((line) => `    ${line}`.trimEnd());
    case 'blockquote': {
      const lines = await renderBlocks(token.tokens, narrow(page, 2));
      return lines.map((line) => `${style.dim('>')} ${line}`.trimEnd());
    }
    case 'list':
      return renderList(token, page);
    case 'table':
      return renderTable(token, page);
    case 'hr':
      return [style.dim('─'.repeat(Math.min(width, 20)))];
    case 'space':
    case 'def':
    case 'checkbox':
      return [];
    case 'html':
      return wrap(token.text.trim(), width).map((line) => style.dim(line));
    default:
      return wrap('tokens' in token && token.tokens ? renderInline(token.tokens, style) : token.raw, width);
  }
}

async function renderList(list: Tokens.List, page: Page): Promise<string[]> {
  const items: string[][] = [];
  for (const [index, item] of list.items.entries()) {
    const box = item.task ? `[${item.checked ? 'x' : ' '}] ` : '';
    const marker = `${list.ordered ? `${Number(list.start || 1) + index}.` : '-'} ${box}`;
    const indent = ' '.repeat(marker.length);
    const lines = await renderBlocks(item.tokens, narrow(page, marker.length), item.loose ? [''] : []);
    items.push((lines.length > 0 ? lines : ['']).map((line, at) => (at === 0 ? marker : indent) + line));
  }
  return items.flatMap((lines, at) => (at > 0 && list.loose ? ['', ...lines] : lines)).map(trimEnd);
}

async function renderTable({ header, rows, align }: Tokens.Table, { style, width }: Page): Promise<string[]> {
  const texts = [header, ...rows].map((row) => row.map((cell) => renderInline(cell.tokens, style)));
  const natural = header.map((_, column) => Math.max(...texts.map((row) => widestLine(row[column]!))));
  const widths = shareWidth(natural, width - GAP.length * (header.length - 1));
  const cells = texts.map((row, at) =>
    row.map((text, column) => {
      const lines = wrap(text, widths[column]!);
      return (at === 0 ? lines.map((line) => style.bold(line)) : lines).join('\n');
    }),
  );
  const [titles = [], ...others] = cells;
  const rule = widths.map((cellWidth) => style.dim('─'.repeat(cellWidth)));
  const isEmpty = header.every(({ text }) => text.trim() === '');
  return drawCells(
    isEmpty ? others : [titles, rule, ...others],
    align.map((side) => (side === 'right' ? 'right' : 'left')),
  );
}

/** Gives each column the width that it needs, or else an equal share of what narrower columns leave. */
function shareWidth(natural: readonly number[], total: number): number[] {
  const widths = natural.map(() => MIN_WIDTH);
  const order = natural.map((_, column) => column).sort((a, b) => natural[a]! - natural[b]!);
  let left = total;
  for (const [at, column] of order.entries()) {
    const share = Math.floor(left / (order.length - at));
    widths[column] = Math.max(1, Math.min(natural[column]!, Math.max(share, MIN_WIDTH)));
    left -= widths[column]!;
  }
  return widths;
}

function renderInline(tokens: readonly Token[], style: Style): string {
  return tokens.map((token) => renderSpan(token as MarkedToken, style)).join('');
}

function renderSpan(token: MarkedToken, style: Style): string {
  switch (token.type) {
    case 'strong':
      return paintWords(renderInline(token.tokens, style), style.bold);
    case 'em':
      return paintWords(renderInline(token.tokens, style), style.italic);
    case 'codespan':
      return paintWords(token.text, style.cyan);
    case 'link': {
      const text = renderInline(token.tokens, style);
      const isUrl = token.text === token.href || `mailto:${token.text}` === token.href;
      return paintWords(text, style.underline) + (isUrl ? '' : ` (${token.href})`);
    }
    case 'image':
      return `[image${token.text === '' ? '' : `: ${token.text}`}]`;
    case 'br':
      return '\n';
    case 'escape':
      return token.text;
    case 'checkbox':
      return '';
    default:
      return 'tokens' in token && token.tokens
        ? renderInline(token.tokens, style)
        : decode(token.raw.replaceAll('\n', ' '));
  }
}

/** Paints each word by itself, so that no color crosses the end of a line. */
const paintWords = (text: string, paint: Paint) =>
  text
    .split('\n')
    .map((line) =>
      line
        .split(' ')
        .map((word) => (word === '' ? '' : paint(word)))
        .join(' '),
    )
    .join('\n');

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

const decode = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name]!);

const narrow = (page: Page, by: number): Page => ({ ...page, width: Math.max(MIN_WIDTH, page.width - by) });

const wrap = (text: string, width: number): string[] =>
  text.split('\n').flatMap((line) => wrapWords(line, width));

const widestLine = (text: string): number =>
  text.split('\n').reduce((widest, line) => Math.max(widest, textWidth(line)), 0);

const trimEnd = (line: string) => line.trimEnd();
