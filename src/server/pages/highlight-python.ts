import { showTokens } from '../../python/syntax/highlight-tokens.ts';
import { escapeHtml, Html } from './html.ts';

/** Python code with a span per token. */
export function highlightPython(code: string): Html {
  return new Html(
    showTokens(code, (text, kind) =>
      kind === undefined ? escapeHtml(text) : `<span class="${kind}">${escapeHtml(text)}</span>`,
    ),
  );
}
