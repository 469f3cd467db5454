/** CPython's tokenizer refuses more open brackets (`MAXLEVEL`) and indentation levels (`MAXINDENT`). */
export const MAX_BRACKETS = 200;
export const MAX_INDENTS = 100;

/** Deeper trees (long chains of operators) are refused, so that a recursive walk is safe on any input. */
export const MAX_TREE_DEPTH = 600;

/** In UTF-16 units. The longest block that makes an example is far shorter; parsing takes about a second for 400,000. */
export const MAX_CODE_LENGTH = 200_000;
