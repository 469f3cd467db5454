import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';
import { childrenOf } from './children.ts';
import {
  argumentProblem,
  generatorProblem,
  importProblem,
  parameterProblem,
  targetProblem,
} from './clause-rules.ts';
import { MAX_TREE_DEPTH } from './limits.ts';
import { isStringNode, stringProblem } from './string-value.ts';

export interface Violation {
  at: number;
  message: string;
}

type Rule = (node: SyntaxNode, code: string, context: Context) => string | undefined;

interface Context {
  kind: 'module' | 'class' | 'function' | 'async function';
  loops: number;
}

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for ' +
    'from global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const ASCII_IDENTIFIER = /^[A-Za-z_]\w*$/;
/** Checks for code that @lezer/python accepts and CPython rejects, keyed by node name. */
const RULES: Record<string, Rule> = {
  PrintStatement: () => "missing parentheses in call to 'print'",
  CompareOp: (node, code) => (text(node, code) === '<>' ? 'invalid syntax' : undefined),
  VariableName: (node, code) => identifierProblem(text(node, code)),
  PropertyName: (node, code) =>
    KEYWORDS.has(text(node, code)) ? 'invalid syntax' : identifierProblem(text(node, code)),
  String: (node, code) => stringProblem(text(node, code), [text(node, code)]),
  FormatString: (node, code) => stringProblem(text(node, code), literalParts(node, code)),
  ContinuedString: (node, code) => {
    const parts = childrenOf(node).filter(isStringNode);
    const bytes = parts.filter((part) => /^[A-Za-z]*b/i.test(code.slice(part.from, part.from + 2)));
    return bytes.length % parts.length === 0 ? undefined : 'cannot mix bytes and nonbytes literals';
  },
  AssignStatement: assignmentProblem,
  UpdateStatement: (node) => {
    const [target, next] = childrenOf(node);
    const single = target?.name === 'VariableName' || target?.name === 'MemberExpression';
    return single && next?.name === 'UpdateOp' ? undefined : 'illegal target for augmented assignment';
  },
  DeleteStatement: (node) => targetProblem(childrenOf(node).slice(1), false),
  NamedExpression: (node) => (node.firstChild?.name === 'VariableName' ? undefined : 'illegal target of :='),
  ExpressionStatement: (node) => {
    const [star, , comma] = childrenOf(node);
    return star?.name === '*' && comma === undefined ? "can't use starred expression here" : undefined;
  },
  ParenthesizedExpression: (node) =>
    childrenOf(node)[1]?.name === '*' ? "can't use starred expression here" : undefined,
  ForStatement: (node) => loopTargetProblem(childrenOf(node)),
  IfStatement: (node) => {
    const parts = childrenOf(node);
    return parts.some((part, i) => part.name === 'elif' && parts[i + 1]?.name === 'Body')
      ? 'invalid syntax'
      : undefined;
  },
  TryStatement: (node) => tryProblem(childrenOf(node)),
  RaiseStatement: (node) => (node.getChild(',') ? 'invalid syntax' : undefined),
  AssertStatement: (node) => (node.getChildren(',').length > 1 ? 'invalid syntax' : undefined),
  ImportStatement: (node, code, context) => importProblem(childrenOf(node), code, context.kind === 'module'),
  ScopeStatement: (node, _code, context) =>
    node.firstChild?.name === 'nonlocal' && context.kind === 'module'
      ? 'nonlocal declaration not allowed at module level'
      : undefined,
  ReturnStatement: (_node, _code, context) => outside('return', !isFunction(context)),
  YieldStatement: (_node, _code, context) => outside('yield', !isFunction(context)),
  YieldExpression: (_node, _code, context) => outside('yield', !isFunction(context)),
  None: (node, code, context) =>
    outside('yield', code.startsWith('yield', node.from) && !isFunction(context)),
  AwaitExpression: (_node, _code, context) =>
    outside('await', context.kind === 'function' || context.kind === 'class'),
  BreakStatement: (_node, _code, context) => outside('break', context.loops === 0),
  ContinueStatement: (_node, _code, context) => outside('continue', context.loops === 0),
  ArgList: (node, code) => argumentProblem(childrenOf(node), code),
  ParamList: (node, code) => parameterProblem(childrenOf(node), code),
  ComprehensionExpression: comprehensionProblem,
  ArrayComprehensionExpression: comprehensionProblem,
  SetComprehensionExpression: comprehensionProblem,
  DictionaryComprehensionExpression: comprehensionProblem,
};

/** Finds the first node that CPython's compiler would reject, or that is nested too deeply. */
export function findViolation(tree: Tree, code: string): Violation | undefined {
  let found: Violation | undefined;
  let depth = 0;
  const contexts: Context[] = [{ kind: 'module', loops: 0 }];
  tree.iterate({
    enter(ref) {
      if (found !== undefined) return false;
      if (++depth > MAX_TREE_DEPTH) {
        found = { at: ref.from, message: 'nested too deeply' };
        return false;
      }
      const rule = RULES[ref.name];
      const message = rule?.(ref.node, code, contexts.at(-1)!);
      if (message !== undefined) found = { at: ref.from, message };
      if (found !== undefined) return false;
      const inner = enterContext(ref, contexts.at(-1)!);
      if (inner !== undefined) contexts.push(inner);
      return true;
    },
    leave(ref) {
      depth--;
      if (opensContext(ref)) contexts.pop();
    },
  });
  return found;
}

function opensContext(ref: SyntaxNodeRef): boolean {
  if (ref.name === 'LambdaExpression') return true;
  return ref.name === 'Body' && CONTEXT_OWNERS.has(ref.node.parent?.name ?? '');
}

const CONTEXT_OWNERS = new Set(['FunctionDefinition', 'ClassDefinition', 'ForStatement', 'WhileStatement']);

function enterContext(ref: SyntaxNodeRef, outer: Context): Context | undefined {
  if (!opensContext(ref)) return undefined;
  if (ref.name === 'LambdaExpression') return { kind: 'function', loops: 0 };
  const owner = ref.node.parent!;
  if (owner.name === 'ClassDefinition') return { kind: 'class', loops: 0 };
  if (owner.name === 'FunctionDefinition') {
    return { kind: owner.getChild('async') ? 'async function' : 'function', loops: 0 };
  }
  const isElse = ref.node.prevSibling?.name === 'else';
  return { kind: outer.kind, loops: outer.loops + (isElse ? 0 : 1) };
}

function isFunction(context: Context): boolean {
  return context.kind === 'function' || context.kind === 'async function';
}

function outside(word: string, isOutside: boolean): string | undefined {
  return isOutside ? `'${word}' is not allowed here` : undefined;
}

function text(node: SyntaxNode, code: string): string {
  return code.slice(node.from, node.to);
}

function literalParts(node: SyntaxNode, code: string): string[] {
  const parts: string[] = [];
  let at = node.from;
  for (const field of childrenOf(node)) {
    if (field.name !== 'FormatReplacement') continue;
    parts.push(code.slice(at, field.from));
    at = field.to;
  }
  return [...parts, code.slice(at, node.to)];
}

function identifierProblem(name: string): string | undefined {
  if (ASCII_IDENTIFIER.test(name) || IDENTIFIER.test(name.normalize('NFKC'))) return undefined;
  return 'invalid character';
}

function assignmentProblem(node: SyntaxNode): string | undefined {
  const parts = childrenOf(node);
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (part.name === 'AssignOp') groups.push([]);
    else if (part.name !== 'TypeDef') groups.at(-1)!.push(part);
  }
  const annotated = node.getChild('TypeDef') !== null;
  if (annotated) {
    const [target, extra] = groups[0]!;
    const name =
      target?.name === 'ParenthesizedExpression' ? target.firstChild?.nextSibling?.name : target?.name;
    if (
      extra !== undefined ||
      groups.length > 2 ||
      (name !== 'VariableName' && name !== 'MemberExpression')
    ) {
      return 'illegal target for annotation';
    }
    return undefined;
  }
  for (const group of groups.slice(0, -1)) {
    const problem = targetProblem(group, true);
    if (problem !== undefined) return problem;
  }
  const value = groups.at(-1)!;
  return value[0]?.name === '*' && value.length === 2 ? "can't use starred expression here" : undefined;
}

function loopTargetProblem(parts: SyntaxNode[]): string | undefined {
  const from = parts.findIndex((part) => part.name === 'for');
  const to = parts.findIndex((part) => part.name === 'in');
  return targetProblem(parts.slice(from + 1, to), true);
}

function comprehensionProblem(node: SyntaxNode): string | undefined {
  const parts = childrenOf(node);
  if (parts[1]?.name === '*' || parts[1]?.name === '**') return 'unpacking cannot be used in comprehension';
  return generatorProblem(parts.slice(1, -1));
}

function tryProblem(parts: SyntaxNode[]): string | undefined {
  const names = parts.map((part) => part.name);
  const handlers = names.flatMap((name, i) => (name === 'except' ? [i] : []));
  if (handlers.length === 0 && (!names.includes('finally') || names.includes('else')))
    return 'invalid syntax';
  for (const [i, at] of handlers.entries()) {
    const bare = names[at + 1] === 'Body';
    if (bare && i < handlers.length - 1) return "default 'except:' must be last";
    const end = names.indexOf('Body', at);
    if (names.slice(at, end).includes(',')) return 'multiple exception types must be parenthesized';
  }
  return undefined;
}
