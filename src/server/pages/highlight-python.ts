import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { escapeHtml, Html } from './html.ts';

/** Longer code is shown without highlighting, because that would take too long. */
const MAX_LENGTH = 200_000;

const highlighter = tagHighlighter([
  { tag: tags.keyword, class: 'k' },
  { tag: [tags.string, tags.special(tags.string)], class: 's' },
  { tag: [tags.number, tags.bool, tags.null], class: 'n' },
  { tag: tags.comment, class: 'c' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: 'f' },
]);

/** Python code with a span per token. Code that is nested too deeply is shown without highlighting. */
export function highlightPython(code: string): Html {
  if (code.length > MAX_LENGTH) return new Html(escapeHtml(code));
  try {
    return new Html(highlight(code));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Html(escapeHtml(code));
  }
}

function highlight(code: string): string {
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
  return text;
}
