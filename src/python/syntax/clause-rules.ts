import type { SyntaxNode } from '@lezer/common';

const STARRED = new Set(['*', '**']);

/**
 * Finds why `nodes` cannot be assigned to or deleted. `nodes` are the children between `for` and `in`, before `=`, or
 * after `del`. Walks without recursion, so that any depth is safe.
 */
export function targetProblem(nodes: SyntaxNode[], allowStar: boolean): string | undefined {
  const pending = [...nodes];
  const topStars = nodes.filter((node) => node.name === '*').length;
  if (topStars > 1) return 'multiple starred expressions in assignment';
  if (topStars === 1 && nodes.length === 2) return 'starred assignment target must be in a list or tuple';
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    switch (node.name) {
      case 'VariableName':
      case 'MemberExpression':
      case ',':
      case '(':
      case ')':
      case '[':
      case ']':
      case 'Comment':
        break;
      case '*':
        if (!allowStar) return 'cannot delete starred';
        break;
      case 'ParenthesizedExpression':
      case 'TupleExpression':
      case 'ArrayExpression':
        for (let child = node.firstChild; child !== null; child = child.nextSibling) pending.push(child);
        break;
      default:
        return 'cannot assign to expression here';
    }
  }
  return undefined;
}

/**
 * Checks the order and uniqueness of the arguments of a call or the bases of a class.
 * @param parts children of the `ArgList`
 */
export function argumentProblem(parts: SyntaxNode[], code: string): string | undefined {
  const keywords = new Set<string>();
  let unpackedKeywords = false;
  if (parts.some((part) => part.name === 'for')) return generatorProblem(parts);
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i]!;
    if (part.name === ',') continue;
    if (part.name === '**') {
      unpackedKeywords = true;
      i++;
    } else if (part.name === '*') {
      if (unpackedKeywords) return 'iterable argument unpacking follows keyword argument unpacking';
      i++;
    } else if (parts[i + 1]?.name === 'AssignOp' && text(parts[i + 1]!, code) === '=') {
      const name = text(part, code);
      if (keywords.has(name)) return `keyword argument repeated: ${name}`;
      keywords.add(name);
      i += 2;
    } else {
      if (unpackedKeywords || keywords.size > 0) return 'positional argument follows keyword argument';
      if (parts[i + 1]?.name === 'AssignOp') i += 2;
    }
  }
  return undefined;
}

/** Checks the targets of a comprehension, and that a generator next to other arguments has parentheses. */
export function generatorProblem(parts: SyntaxNode[]): string | undefined {
  let targets: SyntaxNode[] | undefined;
  for (const [i, part] of parts.entries()) {
    if (part.name === 'for') {
      targets = [];
    } else if (part.name === 'in') {
      const problem = targetProblem(targets ?? [], true);
      if (problem !== undefined) return problem;
      targets = undefined;
    } else if (targets !== undefined) {
      targets.push(part);
    } else if (part.name === ',' && i < parts.length - 2) {
      return 'generator expression must be parenthesized';
    }
  }
  return undefined;
}

/**
 * Checks the order and uniqueness of parameters.
 * @param parts children of the `ParamList` of a function or lambda
 */
export function parameterProblem(parts: SyntaxNode[], code: string): string | undefined {
  const names = new Set<string>();
  let hasDefault = false;
  let star: 'none' | 'bare' | 'named' = 'none';
  let sawKeywords = false;
  const groups = splitAtCommas(parts[0]?.name === '(' ? parts.slice(1, -1) : parts);
  // The grammar has no node for `/`, so it appears as an empty group.
  if (groups.length > 1 && groups[0]!.length === 0) return 'at least one argument must precede /';
  for (const [first, second, ...rest] of groups) {
    if (first === undefined) continue;
    if (sawKeywords) return 'arguments cannot follow var-keyword argument';
    if (first.name === '*') {
      if (star !== 'none') return '* argument may appear only once';
      star = second === undefined ? 'bare' : 'named';
    } else if (first.name === '**') {
      if (star === 'bare') return 'named arguments must follow bare *';
      sawKeywords = true;
    } else {
      const given = [second, ...rest].some((part) => part?.name === 'AssignOp');
      if (!given && hasDefault && star === 'none') {
        return 'parameter without a default follows parameter with a default';
      }
      hasDefault ||= given;
      if (star === 'bare') star = 'named';
    }
    const name = STARRED.has(first.name) ? second : first;
    if (name === undefined) continue;
    const label = text(name, code);
    if (names.has(label)) return `duplicate argument '${label}' in function definition`;
    names.add(label);
  }
  return star === 'bare' ? 'named arguments must follow bare *' : undefined;
}

function splitAtCommas(parts: SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (part.name === ',') groups.push([]);
    else groups.at(-1)!.push(part);
  }
  return groups;
}

/** @param parts children of the `ImportStatement` */
export function importProblem(parts: SyntaxNode[], code: string, atModuleLevel: boolean): string | undefined {
  const names = parts.map((part) => part.name);
  const list = names.indexOf('import') + 1;
  if (names[0] === 'import' && names.includes('(')) return 'invalid syntax';
  if (names[0] === 'from' && names.indexOf('.', list) > 0) return 'invalid syntax';
  if (names.at(-1) === ',') return 'trailing comma not allowed without surrounding parentheses';
  if (names[list] === '*' && !atModuleLevel) return 'import * only allowed at module level';
  if (
    names[0] === 'from' &&
    text(parts[1]!, code) === '__future__' &&
    !followsHead(parts[0]!.parent!, code)
  ) {
    return 'from __future__ imports must occur at the beginning of the file';
  }
  return undefined;
}

function followsHead(statement: SyntaxNode, code: string): boolean {
  if (statement.parent?.name !== 'Script') return false;
  let before = statement.prevSibling;
  while (before?.name === 'Comment') before = before.prevSibling;
  if (before === null) return true;
  if (before.name === 'ImportStatement') return /^from\s+__future__\b/.test(text(before, code));
  return before.name === 'ExpressionStatement' && /String$/.test(before.firstChild?.name ?? '');
}

function text(node: SyntaxNode, code: string): string {
  return code.slice(node.from, node.to);
}
