import { trimEnd } from './trim-end.ts';
import { visibleLine, visibleLines } from './visible-text.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes text so that it renders literally, on one line, in a paragraph, a heading or a table cell. Covers CommonMark,
 * GFM and notebook front ends, which also render `$...$` as math and bare URLs as links.
 */
export function escapeMarkdown(text: string): string {
  return (
    visibleLine(text)
      .replace(/\\|\$|[&<>]|[`*_{}[\]|~]/g, (char) => {
        // Front ends look for math in the page's text nodes: a separate element keeps two signs from pairing up.
        if (char === '\\') return '<span>&#92;</span>';
        if (char === '$') return '<span>&#36;</span>';
        return ENTITIES[char] ?? `\\${char}`;
      })
      // Special only at the start of a line: headings, lists, rules, block breaks.
      .replace(/^(?:[#+=-]|\d{1,9}(?=[.)](?:\s|$)))/, (start) =>
        /\d/.test(start) ? `${start.slice(0, -1)}&#${start.charCodeAt(start.length - 1)};` : `\\${start}`,
      )
      .replace(/:(?=\/\/)/g, '&#58;')
      .replace(/www(?=\.)/gi, (www) => `${www.slice(0, 2)}&#${www.charCodeAt(2)};`)
      .replace(/@/g, '&#64;')
  );
}

/** A link if the URL is http(s) and has no credentials. Otherwise, only the escaped text. */
export function markdownLink(text: string, url: string): string {
  const label = escapeMarkdown(text);
  const target = linkTarget(url);
  return target === undefined || label === '' ? label : `[${label}](${target})`;
}

function linkTarget(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const plain =
    (parsed.protocol === 'https:' || parsed.protocol === 'http:') && !parsed.username && !parsed.password;
  if (!plain) return undefined;
  return parsed.href.replace(
    /[()<>|\\`*_~$[\]{}"'\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** A one-line code span that also works in a table cell. */
export function inlineCode(text: string): string {
  const code = visibleLine(text);
  if (code === '') return '';
  // A pipe ends a table cell even inside backticks, and outside a table its escape would be visible.
  if (code.includes('|')) return `<code>${escapeMarkdown(code).replaceAll('\\|', '&#124;')}</code>`;
  const fence = '`'.repeat(longestRun(code) + 1);
  const padding = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return fence + padding + code + padding + fence;
}

/** A fenced block that nothing in the code can close. A language that isn't a plain word is dropped. */
export function codeFence(code: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  const info = /^[A-Za-z0-9+#.-]{0,20}$/.test(language) ? language : '';
  return `${fence}${info}\n${trimEnd(visibleLines(code), '\n')}\n${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}
