import type { SyntaxNode } from '@lezer/common';

/** The children of a node but comments, tokens such as `(` and `=` included. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') nodes.push(child);
  }
  return nodes;
}
