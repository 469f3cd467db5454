/** Limits of CPython's tokenizer for open brackets (`MAXLEVEL`) and indentation levels (`MAXINDENT`). */
export const MAX_BRACKETS = 200;
export const MAX_INDENTS = 100;

/** Deeper trees, such as long chains of operators, are rejected, so that a recursive walk is safe on any input. */
export const MAX_TREE_DEPTH = 600;

/** In UTF-16 code units. Real examples are far shorter. Parsing 400,000 takes about a second. */
export const MAX_CODE_LENGTH = 200_000;
