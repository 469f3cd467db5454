import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { escapeHtml, Html } from './html.ts';

/** Text that exceeds these limits is shown unrendered, because parsing it could take too long. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 40;
/** Markers that open quotes and lists at the start of a line. */
const MARKERS = /^(?:[\s>*+-]|\d{1,9}[.)])*/;

/** Shows raw HTML as text. */
const marked = new Marked({
  gfm: true,
  renderer: { html: ({ text }) => escapeHtml(text), image: ({ text }) => escapeHtml(text) },
});

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    'a',
    'blockquote',
    'br',
    'code',
    'del',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'li',
    'ol',
    'p',
    'pre',
    'strong',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'ul',
  ],
  allowedAttributes: { a: ['href', 'rel'] },
  allowedSchemes: ['https', 'http'],
  allowProtocolRelative: false,
  // The page already has an h1.
  transformTags: {
    h1: 'h2',
    h2: 'h3',
    h3: 'h4',
    // Relative links would point to this server.
    a: (tagName, { href = '' }) => ({
      tagName,
      attribs: /^https?:\/\//i.test(href)
        ? { href, rel: 'nofollow noopener ugc' }
        : ({} as sanitizeHtml.Attributes),
    }),
  },
};

/** Renders untrusted Markdown as HTML that neither runs code nor loads anything. */
export function renderMarkdown(text: string): Html {
  if (isTooComplex(text)) return new Html(`<pre>${escapeHtml(text.slice(0, MAX_LENGTH))}</pre>`);
  const clean = sanitizeHtml(marked.parse(text, { async: false }), ALLOWED);
  // Makes wide tables scrollable with the keyboard.
  return new Html(
    clean
      .replaceAll('<table>', '<div class="scroll" tabindex="0"><table>')
      .replaceAll('</table>', '</table></div>'),
  );
}

/** Whether `renderMarkdown` shows this text unrendered. */
export const isTooComplex = (text: string): boolean =>
  text.length > MAX_LENGTH ||
  text
    .split('\n')
    .some((line) => (MARKERS.exec(line)?.[0].match(/[>*+.)-]|\t| {2}/g)?.length ?? 0) > MAX_DEPTH) ||
  hasDelimiterChain(text);

/** Whether there are more than 200 identical delimiters in a row, with at most three characters between them. */
function hasDelimiterChain(text: string): boolean {
  const previous = new Map<string, { at: number; length: number }>();
  for (const { 0: delimiter, index: at } of text.matchAll(/[*_~[\]`!]/g)) {
    const before = previous.get(delimiter);
    const length = before !== undefined && at - before.at <= 4 ? before.length + 1 : 1;
    if (length > 200) return true;
    previous.set(delimiter, { at, length });
  }
  return false;
}
