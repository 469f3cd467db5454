import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { escapeHtml, Html } from './html.ts';

/** Longer text, or text that nests deeper, is shown as it stands: parsing it could take the server's time. */
const MOST_CHARACTERS = 100_000;
const DEEPEST = 40;

/** Raw HTML is shown, never used: what a cell may hold is what its Markdown says. */
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
  // The page has its own first heading.
  transformTags: {
    h1: 'h2',
    h2: 'h3',
    h3: 'h4',
    // A relative one would lead about this server.
    a: (tagName, { href = '' }) => ({
      tagName,
      attribs: /^https?:\/\//i.test(href)
        ? { href, rel: 'nofollow noopener ugc' }
        : ({} as sanitizeHtml.Attributes),
    }),
  },
};

/** A stranger's Markdown as markup that runs nothing and loads nothing. */
export function renderMarkdown(text: string): Html {
  if (text.length > MOST_CHARACTERS || nestsTooDeep(text))
    return new Html(`<pre>${escapeHtml(text.slice(0, MOST_CHARACTERS))}</pre>`);
  const clean = sanitizeHtml(marked.parse(text, { async: false }), ALLOWED);
  // What is left of a wide table is reached by the keyboard too.
  return new Html(
    clean
      .replaceAll('<table>', '<div class="scroll" tabindex="0"><table>')
      .replaceAll('</table>', '</table></div>'),
  );
}

const nestsTooDeep = (text: string) =>
  text
    .split('\n')
    .some((line) => (/^[\s>*+-]*/.exec(line)?.[0].match(/[>*+-]|\t| {2}/g)?.length ?? 0) > DEEPEST) ||
  hasDelimiterChain(text);

/** Whether 200 of one delimiter follow each other with at most three characters between: emphasis that never closes. */
function hasDelimiterChain(text: string): boolean {
  const last = new Map<string, { at: number; length: number }>();
  for (const { 0: delimiter, index: at } of text.matchAll(/[*_~[\]`]/g)) {
    const before = last.get(delimiter);
    const length = before !== undefined && at - before.at <= 4 ? before.length + 1 : 1;
    if (length > 200) return true;
    last.set(delimiter, { at, length });
  }
  return false;
}
