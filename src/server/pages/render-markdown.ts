import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { isTooComplex, MAX_MARKDOWN_LENGTH } from '../../encode/markdown-complexity.ts';
import { escapeHtml, Html } from './html.ts';

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
  if (isTooComplex(text)) return new Html(`<pre>${escapeHtml(text.slice(0, MAX_MARKDOWN_LENGTH))}</pre>`);
  const clean = sanitizeHtml(marked.parse(text, { async: false }), ALLOWED);
  // Makes wide tables scrollable with the keyboard.
  return new Html(
    clean
      .replaceAll('<table>', '<div class="scroll" tabindex="0"><table>')
      .replaceAll('</table>', '</table></div>'),
  );
}
