import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from '../syntax/children.ts';
import { findLiteral } from '../syntax/string-literal.ts';
import { lineOf, oncePerFile, type PythonFile } from '../syntax/syntax.ts';
import { readImport } from './import-names.ts';
import { ScopeWalk } from './scope-walk.ts';

const GUARDS_IMPORT = /\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/;

/**
 * Walks a block in the order in which it runs, as pyflakes does: first the module, then function bodies, which see all
 * names that the module binds.
 */
export class NameWalk extends ScopeWalk {
  constructor(file: PythonFile) {
    super(file);
    this.visitChildren(file.tree.topNode);
    for (const run of this.deferred) run();
    for (const name of this.declaredGlobal) this.missing.delete(name);
  }

  protected visit(node: SyntaxNode): void {
    const handler = this.handlers[node.name];
    if (handler !== undefined) handler(node, childrenOf(node));
    else this.visitChildren(node);
  }

  private readonly handlers: Record<string, (node: SyntaxNode, parts: SyntaxNode[]) => void> = {
    VariableName: (node) => this.recordUse(node),
    TypeDef: (node) => {
      if (this.lateAnnotations) this.defer([], () => this.visitChildren(node));
      else this.visitChildren(node);
    },
    AssignStatement: (_node, parts) => this.visitAssignment(parts),
    UpdateStatement: (_node, parts) => {
      this.visitAll(parts);
      this.bindTarget(parts[0]!);
    },
    NamedExpression: (_node, [name, , value]) => this.visitWalrus(name!, value!),
    DeleteStatement: (node, parts) => this.visitDelete(node, parts.slice(1)),
    ScopeStatement: (_node, [word, ...names]) => this.visitDeclaration(word!.name, names),
    ImportStatement: (node) => this.visitImport(node),
    ForStatement: (_node, parts) => {
      const start = parts.findIndex((part) => part.name === 'for') + 1;
      const end = parts.findIndex((part) => part.name === 'in');
      const bodies = parts.findIndex((part) => part.name === 'Body');
      this.visitAll(parts.slice(end + 1, bodies));
      for (const target of parts.slice(start, end)) this.bindTarget(target);
      this.visitAll(parts.slice(bodies));
    },
    WithStatement: (_node, parts) => {
      let isTarget = false;
      for (const part of parts) {
        // The mask replaced `as` with a comma unless a name follows it.
        if (part.name === 'as' || part.name === ',') isTarget = this.file.code.startsWith('as', part.from);
        else if (isTarget && part.name !== 'Body') this.bindTarget(part);
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
    TryStatement: (_node, parts) => this.visitTry(parts),
    DecoratedStatement: (node) => this.visitChildren(node),
    Decorator: (_node, parts) => {
      const name = parts.find((part) => part.name === 'VariableName');
      if (name !== undefined) this.recordUse(name);
      this.visitAll(parts.filter((part) => part.name === 'ArgList'));
    },
    FunctionDefinition: (_node, parts) => this.visitFunction(parts),
    LambdaExpression: (_node, parts) => {
      const list = parts.find((part) => part.name === 'ParamList');
      const names = list === undefined ? [] : this.visitParameters(list);
      this.defer(names, () => this.visit(parts.at(-1)!));
    },
    ClassDefinition: (_node, parts) => this.visitClass(parts),
    TypeDefinition: (_node, parts) => {
      this.bindTarget(parts[1]!);
      const [names, rest] = this.typeParameters(parts.slice(2));
      this.defer(names, () => this.visitAll(rest));
    },
    MatchClause: (_node, parts) => {
      for (const part of parts) this.visitPattern(part);
    },
    ArgList: (_node, parts) => this.visitArguments(parts),
    ComprehensionExpression: (_node, parts) => this.visitComprehension(parts.slice(1, -1)),
    ArrayComprehensionExpression: (_node, parts) => this.visitComprehension(parts.slice(1, -1)),
    SetComprehensionExpression: (_node, parts) => this.visitComprehension(parts.slice(1, -1)),
    DictionaryComprehensionExpression: (_node, parts) => this.visitComprehension(parts.slice(1, -1)),
  };

  private visitAssignment(parts: SyntaxNode[]): void {
    const groups: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === 'TypeDef') this.visit(part);
      else if (part.name === 'AssignOp') groups.push([]);
      else groups.at(-1)!.push(part);
    }
    if (groups.length === 1) {
      // A bare annotation binds nothing.
      this.visitAll(groups[0]!.filter((part) => part.name !== 'VariableName'));
      return;
    }
    const value = groups.pop()!;
    this.visitAll(value);
    for (const group of groups) {
      for (const target of group) this.bindTarget(target);
      const isPlain = group.length === 1 && value.length === 1 && group[0]!.name === 'VariableName';
      const literal = isPlain && this.scope === this.module ? findLiteral(this.file, value[0]!) : undefined;
      if (literal !== undefined) this.literals.set(this.text(group[0]!), literal);
    }
  }

  private visitDelete(node: SyntaxNode, parts: SyntaxNode[]): void {
    for (const part of parts) {
      if (part.name !== 'VariableName') {
        this.visit(part);
        continue;
      }
      this.recordUse(part);
      if (!isConditional(node)) this.scope.owner(this.text(part)).bound.delete(this.text(part));
    }
  }

  private visitDeclaration(word: string, names: SyntaxNode[]): void {
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

  private visitImport(node: SyntaxNode): void {
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

  private visitTry(parts: SyntaxNode[]): void {
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
        i = this.visitHandler(parts, i + 1);
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

  /** `except ... as name`: after the handler, the name is unbound unless it was bound before. */
  private visitHandler(parts: SyntaxNode[], at: number): number {
    const name = this.text(parts[at]!);
    const owner = this.scope.owner(name);
    const wasBound = owner.bound.has(name);
    this.bind(name);
    this.visit(parts[at + 1]!);
    if (!wasBound) owner.bound.delete(name);
    return at + 1;
  }
}

function isConditional(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === 'FunctionDefinition' || outer.name === 'ClassDefinition') return false;
    if (/^(?:If|While|For|Try|Match)Statement$/.test(outer.name)) return true;
  }
  return false;
}

export const walkNames = oncePerFile((file) => new NameWalk(file));
