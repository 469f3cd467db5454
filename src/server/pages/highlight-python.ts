import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { escapeHtml, Html } from './html.ts';

/** Above this, colours are not worth their time. */
const MOST_CHARACTERS = 200_000;

const highlighter = tagHighlighter([
  { tag: tags.keyword, class: 'k' },
  { tag: [tags.string, tags.special(tags.string)], class: 's' },
  { tag: [tags.number, tags.bool, tags.null], class: 'n' },
  { tag: tags.comment, class: 'c' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: 'f' },
]);

/** Python with a span for each kind of word. */
export function highlightPython(code: string): Html {
  if (code.length > MOST_CHARACTERS) return new Html(escapeHtml(code));
  let text = '';
  highlightCode(
    code,
    parser.parse(code),
    highlighter,
    (part, classes) => {
      text += classes === '' ? escapeHtml(part) : `<span class="${classes}">${escapeHtml(part)}</span>`;
    },
    () => {
      text += '\n';
    },
  );
  return new Html(text);
}
