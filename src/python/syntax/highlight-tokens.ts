import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { parsePython } from './syntax.ts';

/** Keyword, string, number, comment or function name. Other code has no kind. */
export type TokenKind = 'k' | 's' | 'n' | 'c' | 'f';

const highlighter = tagHighlighter([
  { tag: tags.keyword, class: 'k' },
  { tag: [tags.string, tags.special(tags.string)], class: 's' },
  { tag: [tags.number, tags.bool, tags.null], class: 'n' },
  { tag: tags.comment, class: 'c' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], class: 'f' },
]);

/**
 * Python code with each token replaced by the result of `show`, for syntax highlighting. Code that is not valid has no
 * tokens, because parsing it with errors takes more than linear time.
 */
export function showTokens(code: string, show: (text: string, kind?: TokenKind) => string): string {
  if (parsePython(code).problem !== undefined) return show(code);
  let text = '';
  highlightCode(
    code,
    parser.parse(code),
    highlighter,
    (part, kind) => {
      text += kind === '' ? show(part) : show(part, kind as TokenKind);
    },
    () => {
      text += '\n';
    },
  );
  return text;
}
