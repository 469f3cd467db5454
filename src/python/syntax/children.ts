import type { SyntaxNode } from '@lezer/common';

/** The children of a node except comments, including tokens such as `(` and `=`. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') nodes.push(child);
  }
  return nodes;
}
