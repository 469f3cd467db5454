import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import { defined } from '../../defined.ts';
import { childrenOf } from '../syntax/children.ts';
import { findLiteral, type StringLiteral } from '../syntax/string-literal.ts';
import { decodeString, isStringNode } from '../syntax/string-value.ts';
import { lineOf, oncePerFile, type PythonFile } from '../syntax/syntax.ts';
import { type NameWalk, walkNames } from './name-walk.ts';

export interface Call {
  /** Dotted name (`AutoModel.from_pretrained`). `?` is any other expression (`?.decode`). */
  callee: string;
  /** 1-based. */
  line: number;
  /** Offsets of the whole call, including the callee. For a decorator, without its `@`. */
  from: number;
  to: number;
  args: CallArg[];
  awaited: boolean;
  /** Whether it is in the body of a function or lambda, so that the block itself does not run it. */
  inFunction: boolean;
}

export interface CallArg {
  keyword?: string;
  /** `*args` or `**kwargs`. */
  unpack?: '*' | '**';
  /** The value as written, without its keyword or stars. */
  text: string;
  /** The value of a plain string literal, or of a name bound exactly once, at module level, to one. */
  string?: string;
  /** Offsets of that literal, in the call or in the assignment. */
  literalFrom?: number;
  literalTo?: number;
  /** Offsets of the whole argument, including its keyword or stars. */
  from: number;
  to: number;
}

/** Finds every call in the code, sorted by start: an outer call comes before those in its arguments. */
export const findCalls = oncePerFile((file): readonly Call[] => {
  const calls: Call[] = [];
  const walk = walkNames(file);
  let functions = 0;
  file.tree.iterate({
    enter(ref) {
      if (isFunctionBody(ref)) functions++;
      if (ref.name !== 'CallExpression' && ref.name !== 'Decorator') return;
      const { node } = ref;
      const list = node.getChild('ArgList');
      if (list === null) return;
      const from = ref.name === 'Decorator' ? node.firstChild!.nextSibling!.from : node.from;
      calls.push({
        callee: ref.name === 'Decorator' ? file.code.slice(from, list.from).trim() : calleeOf(file, node),
        line: lineOf(file, from),
        from,
        to: list.to,
        args: readArguments(file, list, walk),
        awaited: node.parent?.name === 'AwaitExpression',
        inFunction: functions > 0,
      });
    },
    leave(ref) {
      if (isFunctionBody(ref)) functions--;
    },
  });
  return calls;
});

function isFunctionBody(ref: SyntaxNodeRef): boolean {
  return (
    ref.name === 'LambdaExpression' || (ref.name === 'Body' && ref.node.parent?.name === 'FunctionDefinition')
  );
}

function calleeOf(file: PythonFile, call: SyntaxNode): string {
  const path: string[] = [];
  let node = call.firstChild!;
  while (node.name === 'MemberExpression' && node.lastChild!.name === 'PropertyName') {
    path.unshift(file.code.slice(node.lastChild!.from, node.lastChild!.to));
    node = node.firstChild!;
  }
  path.unshift(node.name === 'VariableName' ? file.code.slice(node.from, node.to) : '?');
  return path.join('.');
}

function readArguments(file: PythonFile, list: SyntaxNode, walk: NameWalk): CallArg[] {
  const parts = childrenOf(list).slice(1, -1);
  const slice = (from: number, to: number) => file.code.slice(from, to);
  if (parts.some((part) => part.name === 'for')) {
    const last = parts.at(-1)!.name === ',' ? parts.at(-2)! : parts.at(-1)!;
    const [from, to] = [parts[0]!.from, last.to];
    return [{ text: slice(from, to), from, to }];
  }
  const args: CallArg[] = [];
  for (let i = 0; i < parts.length; i++) {
    const first = parts[i]!;
    if (first.name === ',') continue;
    let value = first;
    let keyword: string | undefined;
    let unpack: '*' | '**' | undefined;
    if (first.name === '*' || first.name === '**') {
      unpack = first.name;
      value = parts[++i]!;
    } else if (parts[i + 1]?.name === 'AssignOp') {
      const sign = parts[i + 1]!;
      if (slice(sign.from, sign.to) === '=') keyword = slice(first.from, first.to);
      i += 2;
      value = parts[i]!;
    }
    const literal = unpack === undefined ? resolveString(file, value, walk) : undefined;
    args.push({
      ...defined({ keyword, unpack }),
      text: slice(value.from, value.to),
      ...(literal !== undefined && {
        string: literal.value,
        literalFrom: literal.from,
        literalTo: literal.to,
      }),
      from: first.from,
      to: value.to,
    });
  }
  return args;
}

function resolveString(file: PythonFile, value: SyntaxNode, walk: NameWalk): StringLiteral | undefined {
  if (value.name !== 'VariableName') return findLiteral(file, value);
  const name = file.code.slice(value.from, value.to);
  const isOnce =
    walk.module.bindings.get(name) === 1 && walk.uses.get(value.from)?.isModuleName(name) === true;
  return isOnce ? walk.literals.get(name) : undefined;
}

export interface FoundString {
  /** The decoded value. Replacement fields of an f-string stay as written. */
  value: string;
  /** 1-based. */
  line: number;
  /** Offsets. Adjacent literals (`"a" "b"`) are one string. */
  from: number;
  to: number;
  /** `docstring` is any string that is a whole statement. */
  kind: 'plain' | 'f' | 'bytes' | 'docstring';
}

/** Finds every string literal in the code, including those in replacement fields of f-strings. */
export const findStrings = oncePerFile((file): readonly FoundString[] => {
  const strings: FoundString[] = [];
  file.tree.iterate({
    enter(ref) {
      if (!/String$/.test(ref.name)) return;
      const { node } = ref;
      if (!isStringNode(node) || node.parent?.name === 'ContinuedString') return;
      const { value, kind } = decodeString(file.code, node);
      const isStatement = node.parent?.name === 'ExpressionStatement' && node.nextSibling === null;
      strings.push({
        value,
        line: lineOf(file, node.from),
        from: node.from,
        to: node.to,
        kind: isStatement && kind === 'plain' ? 'docstring' : kind,
      });
    },
  });
  return strings;
});
