import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { parsePython } from '../../python/syntax/syntax.ts';
import { escapeHtml, Html } from './html.ts';

const highlighter = tagHighlighter([
  { tag: tags.keyword, class: 'k' },
  { tag: [tags.string, tags.special(tags.string)], class: 's' },
  { tag: [tags.number, tags.bool, tags.null], class: 'n' },
  { tag: tags.comment, class: 'c' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: 'f' },
]);

/**
 * Python code with a span per token. Code that is not valid is shown without highlighting, because parsing it with errors
 * takes more than linear time.
 */
export function highlightPython(code: string): Html {
  if (parsePython(code).problem !== undefined) return new Html(escapeHtml(code));
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
