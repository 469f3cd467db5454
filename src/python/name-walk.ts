import type { SyntaxNode } from '@lezer/common';
import { BUILTINS } from './builtins.ts';
import { childrenOf } from './children.ts';
import { type ImportedName, readImport } from './import-names.ts';
import { Scope } from './scope.ts';
import { decodeString, isStringNode } from './string-value.ts';
import { lineOf, type PythonFile } from './syntax.ts';

/** A plain string literal and where it stands. */
export interface StringLiteral {
  value: string;
  from: number;
  to: number;
}

const GUARDS_IMPORT = /\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/;

/**
 * Walks a block in the order in which it runs: the module first, function bodies when it is done (they see
 * everything the module binds), as pyflakes does. Comments of the handlers tell only what differs.
 */
export class NameWalk {
  readonly module = new Scope('module');
  readonly imports: (ImportedName & { from: number })[] = [];
  readonly missing = new Map<string, number>();
  /** What a name bound by an import stands for. */
  readonly origins = new Map<string, string>();
  /** What the bases of a class of the block stand for, those that are imported. */
  readonly bases = new Map<string, string[]>();
  /** Scope of each name used, by offset. */
  readonly uses = new Map<number, Scope>();
  /** The string that a module-level name was last bound to. */
  readonly literals = new Map<string, StringLiteral>();
  hasStarImport = false;

  private scope = this.module;
  /** `from __future__ import annotations`: annotations are read when the module is done. */
  private lateAnnotations = false;
  private guarded = false;
  private catchesNameError = false;
  private readonly declaredGlobal = new Set<string>();
  private readonly deferred: (() => void)[] = [];

  constructor(private readonly file: PythonFile) {
    this.children(file.tree.topNode);
    for (const run of this.deferred) run();
    for (const name of this.declaredGlobal) this.missing.delete(name);
  }

  private text(node: SyntaxNode): string {
    return this.file.code.slice(node.from, node.to);
  }

  private children(node: SyntaxNode): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) this.visit(child);
  }

  private all(nodes: SyntaxNode[]): void {
    for (const node of nodes) this.visit(node);
  }

  private visit(node: SyntaxNode): void {
    const handler = this.handlers[node.name];
    if (handler !== undefined) handler(node, childrenOf(node));
    else this.children(node);
  }

  private readonly handlers: Record<string, (node: SyntaxNode, parts: SyntaxNode[]) => void> = {
    VariableName: (node) => this.use(node),
    TypeDef: (node) => {
      if (this.lateAnnotations) this.defer([], () => this.children(node));
      else this.children(node);
    },
    AssignStatement: (_node, parts) => this.assign(parts),
    UpdateStatement: (_node, parts) => {
      this.all(parts);
      this.target(parts[0]!);
    },
    NamedExpression: (_node, [name, , value]) => this.walrus(name!, value!),
    DeleteStatement: (node, parts) => this.delete(node, parts.slice(1)),
    ScopeStatement: (_node, [word, ...names]) => this.declare(word!.name, names),
    ImportStatement: (node) => this.import(node),
    ForStatement: (_node, parts) => {
      const start = parts.findIndex((part) => part.name === 'for') + 1;
      const end = parts.findIndex((part) => part.name === 'in');
      const bodies = parts.findIndex((part) => part.name === 'Body');
      this.all(parts.slice(end + 1, bodies));
      for (const target of parts.slice(start, end)) this.target(target);
      this.all(parts.slice(bodies));
    },
    WithStatement: (_node, parts) => {
      let isTarget = false;
      for (const part of parts) {
        // `as` before anything but a name was masked as a comma.
        if (part.name === 'as' || part.name === ',') isTarget = this.file.code.startsWith('as', part.from);
        else if (isTarget && part.name !== 'Body') this.target(part);
        else this.visit(part);
      }
    },
    IfStatement: (_node, parts) => {
      const before = this.guarded;
      for (const [i, part] of parts.entries()) {
        this.guarded = before || (i === 2 && /^(?:\w+\.)?TYPE_CHECKING$/.test(this.text(parts[1]!)));
        this.visit(part);
      }
      this.guarded = before;
    },
    TryStatement: (_node, parts) => this.try(parts),
    DecoratedStatement: (node) => this.children(node),
    Decorator: (_node, parts) => {
      const name = parts.find((part) => part.name === 'VariableName');
      if (name !== undefined) this.use(name);
      this.all(parts.filter((part) => part.name === 'ArgList'));
    },
    FunctionDefinition: (_node, parts) => this.function(parts),
    LambdaExpression: (_node, parts) => {
      const list = parts.find((part) => part.name === 'ParamList');
      const names = list === undefined ? [] : this.parameters(list);
      this.defer(names, () => this.visit(parts.at(-1)!));
    },
    ClassDefinition: (_node, parts) => this.class(parts),
    TypeDefinition: (_node, parts) => {
      this.target(parts[1]!);
      const [names, rest] = this.typeParameters(parts.slice(2));
      this.defer(names, () => this.all(rest));
    },
    MatchClause: (_node, parts) => {
      for (const part of parts) this.pattern(part);
    },
    ArgList: (_node, parts) => this.arguments(parts),
    ComprehensionExpression: (_node, parts) => this.comprehension(parts.slice(1, -1)),
    ArrayComprehensionExpression: (_node, parts) => this.comprehension(parts.slice(1, -1)),
    SetComprehensionExpression: (_node, parts) => this.comprehension(parts.slice(1, -1)),
    DictionaryComprehensionExpression: (_node, parts) => this.comprehension(parts.slice(1, -1)),
  };

  private use(node: SyntaxNode): void {
    const name = this.text(node);
    this.uses.set(node.from, this.scope);
    if (this.scope.finds(name) || BUILTINS.has(name) || this.catchesNameError) return;
    if (this.scope.kind === 'class' && (name === '__module__' || name === '__qualname__')) return;
    if (name === '__class__' && this.scope.kind !== 'module') return;
    if (!this.missing.has(name)) this.missing.set(name, lineOf(this.file, node.from));
  }

  private bind(name: string): void {
    let scope = this.scope;
    // Only the walrus binds from inside a comprehension, and it binds outside.
    while (scope.kind === 'comprehension') scope = scope.parent!;
    scope.bind(name);
    if (scope.owner(name) === this.module) {
      this.literals.delete(name);
      this.origins.delete(name);
    }
  }

  private target(node: SyntaxNode): void {
    if (node.name === 'VariableName') this.bind(this.text(node));
    else if (node.name === 'MemberExpression') this.visit(node);
    else for (const child of childrenOf(node)) this.target(child);
  }

  private walrus(name: SyntaxNode, value: SyntaxNode): void {
    this.visit(value);
    this.target(name);
  }

  private assign(parts: SyntaxNode[]): void {
    const groups: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === 'TypeDef') this.visit(part);
      else if (part.name === 'AssignOp') groups.push([]);
      else groups.at(-1)!.push(part);
    }
    if (groups.length === 1) {
      // A bare annotation binds nothing.
      this.all(groups[0]!.filter((part) => part.name !== 'VariableName'));
      return;
    }
    const value = groups.pop()!;
    this.all(value);
    for (const group of groups) {
      for (const target of group) this.target(target);
      const literal = this.scope === this.module ? readLiteral(this.file, value) : undefined;
      const [name] = group;
      if (literal && group.length === 1 && name!.name === 'VariableName') {
        this.literals.set(this.text(name!), literal);
      }
    }
  }

  private delete(node: SyntaxNode, parts: SyntaxNode[]): void {
    for (const part of parts) {
      if (part.name !== 'VariableName') {
        this.visit(part);
        continue;
      }
      this.use(part);
      if (!isConditional(node)) this.scope.owner(this.text(part)).bound.delete(this.text(part));
    }
  }

  private declare(word: string, names: SyntaxNode[]): void {
    if (this.scope.kind === 'module') return;
    for (const node of names) {
      if (node.name !== 'VariableName') continue;
      const name = this.text(node);
      if (word === 'nonlocal') {
        this.scope.nonlocals.add(name);
        continue;
      }
      this.scope.globals.add(name);
      this.module.bound.add(name);
      this.declaredGlobal.add(name);
    }
  }

  private import(node: SyntaxNode): void {
    const { modules, bound } = readImport(node, this.file.code);
    for (const { module, names } of modules) {
      this.imports.push({
        module,
        names,
        line: lineOf(this.file, node.from),
        guarded: this.guarded,
        from: node.from,
      });
      if (module === '__future__' && names.includes('annotations')) this.lateAnnotations = true;
      if (names.includes('*')) this.hasStarImport = this.scope.hasStarImport = true;
    }
    for (const { name, origin } of bound) {
      this.bind(name);
      this.origins.set(name, origin);
    }
  }

  private try(parts: SyntaxNode[]): void {
    const before = [this.guarded, this.catchesNameError] as const;
    const handlers = parts.flatMap((part, i) => (part.name === 'except' ? [this.handlerText(parts, i)] : []));
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (part.name === 'Body' && i === 1) {
        this.guarded ||= handlers.some((text) => text === '' || GUARDS_IMPORT.test(text));
        this.catchesNameError ||= handlers.some((text) => text === '' || /\bNameError\b/.test(text));
        this.visit(part);
        [this.guarded, this.catchesNameError] = before;
      } else if (part.name === 'as') {
        i = this.handler(parts, i + 1);
      } else {
        this.visit(part);
      }
    }
  }

  private handlerText(parts: SyntaxNode[], at: number): string {
    let body = at;
    while (parts[body]!.name !== 'Body') body++;
    return this.file.code.slice(parts[at]!.to, parts[body]!.from).trim();
  }

  /** `except ... as name`: the name is gone, or what it was before, when the handler is done. */
  private handler(parts: SyntaxNode[], at: number): number {
    const name = this.text(parts[at]!);
    const owner = this.scope.owner(name);
    const wasBound = owner.bound.has(name);
    this.bind(name);
    this.visit(parts[at + 1]!);
    if (!wasBound) owner.bound.delete(name);
    return at + 1;
  }

  private function(parts: SyntaxNode[]): void {
    const name = parts.find((part) => part.name === 'VariableName')!;
    const [typeNames, rest] = this.typeParameters(parts.slice(parts.indexOf(name) + 1));
    const list = rest.find((part) => part.name === 'ParamList')!;
    const names = this.within(typeNames, () => {
      this.all(rest.filter((part) => part.name === 'TypeDef'));
      return this.parameters(list);
    });
    this.bind(this.text(name));
    this.defer([...typeNames, ...names], () => this.visit(parts.at(-1)!));
  }

  private class(parts: SyntaxNode[]): void {
    const [, name, ...others] = parts;
    const [typeNames, rest] = this.typeParameters(others);
    this.within(typeNames, () => {
      this.all(rest.slice(0, -1));
      this.inside(new Scope('class', this.scope), () => this.visit(rest.at(-1)!));
    });
    this.bind(this.text(name!));
    const bases = rest.find((part) => part.name === 'ArgList');
    if (bases !== undefined) this.bases.set(this.text(name!), this.importedBases(bases));
  }

  private importedBases(list: SyntaxNode): string[] {
    return childrenOf(list).flatMap((part) => {
      const [root, ...path] = this.text(part).split('.');
      const origin = this.origins.get(root!);
      return origin === undefined ? [] : [[origin, ...path].join('.')];
    });
  }

  private typeParameters(parts: SyntaxNode[]): [names: string[], rest: SyntaxNode[]] {
    const list = parts.find((part) => part.name === 'TypeParamList');
    const names = list?.getChildren('TypeParam').flatMap((param) => param.getChildren('VariableName')) ?? [];
    return [names.map((node) => this.text(node)), parts.filter((part) => part !== list)];
  }

  /** Visits defaults and annotations, which belong to the scope around; returns the parameters' names. */
  private parameters(list: SyntaxNode): string[] {
    const names: string[] = [];
    let expectsName = true;
    for (const part of childrenOf(list)) {
      if (part.name === ',') expectsName = true;
      else if (part.name === 'VariableName' && expectsName) {
        names.push(this.text(part));
        expectsName = false;
      } else if (part.name === 'AssignOp') expectsName = false;
      else this.visit(part);
    }
    return names;
  }

  private within<T>(names: string[], run: () => T): T {
    if (names.length === 0) return run();
    const scope = new Scope('function', this.scope);
    for (const name of names) scope.bind(name);
    return this.inside(scope, run);
  }

  private inside<T>(scope: Scope, run: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    const result = run();
    this.scope = outer;
    return result;
  }

  private defer(names: string[], run: () => void): void {
    const scope = new Scope('function', this.scope);
    for (const name of names) scope.bind(name);
    const { guarded } = this;
    this.deferred.push(() => {
      this.guarded = guarded;
      this.inside(scope, run);
      this.guarded = false;
    });
  }

  private arguments(parts: SyntaxNode[]): void {
    if (parts.some((part) => part.name === 'for')) {
      this.comprehension(parts.slice(1, -1));
      return;
    }
    for (const [i, part] of parts.entries()) {
      // A keyword's name is no use of it.
      const sign = parts[i + 1];
      if (sign?.name !== 'AssignOp') this.visit(part);
      else if (this.text(sign) === ':=') this.bind(this.text(part));
    }
  }

  /** `element for targets in iterable if test for ...`; the first iterable belongs to the scope around. */
  private comprehension(parts: SyntaxNode[]): void {
    const start = parts.findIndex((part) => part.name === 'for');
    const scope = new Scope('comprehension', this.scope);
    let targets = false;
    let clause = 0;
    for (const part of parts.slice(start)) {
      if (part.name === 'for') {
        clause++;
        targets = true;
      } else if (part.name === 'in' || part.name === 'if') {
        if (part.name === 'if') clause++;
        targets = false;
      } else if (targets) {
        for (const name of targetNames(part)) scope.bind(this.text(name));
      } else if (clause === 1) {
        this.visit(part);
      } else {
        this.inside(scope, () => this.visit(part));
      }
    }
    this.inside(scope, () => this.all(parts.slice(0, start)));
  }

  private pattern(node: SyntaxNode): void {
    if (node.name === 'Guard' || node.name === 'Body') {
      this.visit(node);
    } else if (node.name === 'CapturePattern') {
      if (this.text(node) !== '_') this.bind(this.text(node));
    } else if (node.name === 'AttributePattern') {
      this.use(node.firstChild!);
    } else {
      const parts = childrenOf(node);
      for (const [i, part] of parts.entries()) {
        if (part.name !== 'VariableName') this.pattern(part);
        else if (node.name === 'ClassPattern') this.use(part);
        else if (node.name === 'AsPattern' && i > 0) this.bind(this.text(part));
      }
    }
  }
}

function targetNames(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'VariableName') return [node];
  return node.name === 'MemberExpression' ? [] : childrenOf(node).flatMap(targetNames);
}

function isConditional(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === 'FunctionDefinition' || outer.name === 'ClassDefinition') return false;
    if (/^(?:If|While|For|Try|Match)Statement$/.test(outer.name)) return true;
  }
  return false;
}

function readLiteral(file: PythonFile, value: SyntaxNode[]): StringLiteral | undefined {
  return value.length === 1 ? findLiteral(file, value[0]!) : undefined;
}

/** The value of an expression that is one plain string literal, parentheses allowed. */
export function findLiteral(file: PythonFile, node: SyntaxNode): StringLiteral | undefined {
  let inner = node;
  while (inner.name === 'ParenthesizedExpression') inner = childrenOf(inner)[1]!;
  if (!isStringNode(inner)) return undefined;
  const { value, kind } = decodeString(file.code, inner);
  return kind === 'plain' ? { value, from: inner.from, to: inner.to } : undefined;
}

const walks = new WeakMap<PythonFile, NameWalk>();

/** The walk of a block, done once. */
export function walkNames(file: PythonFile): NameWalk {
  let walk = walks.get(file);
  if (walk === undefined) {
    walk = new NameWalk(file);
    walks.set(file, walk);
  }
  return walk;
}
