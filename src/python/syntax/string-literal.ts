import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from './children.ts';
import { decodeString, isStringNode } from './string-value.ts';
import type { PythonFile } from './syntax.ts';

/** A plain string literal and its offsets. */
export interface StringLiteral {
  value: string;
  from: number;
  to: number;
}

/** Reads an expression that is one plain string literal, with or without parentheses. */
export function findLiteral(file: PythonFile, node: SyntaxNode): StringLiteral | undefined {
  let inner = node;
  while (inner.name === 'ParenthesizedExpression') inner = childrenOf(inner)[1]!;
  if (!isStringNode(inner)) return undefined;
  const { value, kind } = decodeString(file.code, inner);
  return kind === 'plain' ? { value, from: inner.from, to: inner.to } : undefined;
}
