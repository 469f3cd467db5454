import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from '../syntax/children.ts';
import { NameTable } from './name-table.ts';
import { Scope } from './scope.ts';

/** Handles the constructs that open a scope or bind in special ways: functions, classes, comprehensions, patterns. */
export abstract class ScopeWalk extends NameTable {
  protected visitWalrus(name: SyntaxNode, value: SyntaxNode): void {
    this.visit(value);
    this.bindTarget(name);
  }

  protected visitFunction(parts: SyntaxNode[]): void {
    const name = parts.find((part) => part.name === 'VariableName')!;
    const [typeNames, rest] = this.typeParameters(parts.slice(parts.indexOf(name) + 1));
    const list = rest.find((part) => part.name === 'ParamList')!;
    const names = this.withNames(typeNames, () => {
      this.visitAll(rest.filter((part) => part.name === 'TypeDef'));
      return this.visitParameters(list);
    });
    this.bind(this.text(name));
    this.defer([...typeNames, ...names], () => this.visit(parts.at(-1)!));
  }

  protected visitClass(parts: SyntaxNode[]): void {
    const [, name, ...others] = parts;
    const [typeNames, rest] = this.typeParameters(others);
    this.withNames(typeNames, () => {
      this.visitAll(rest.slice(0, -1));
      this.inScope(new Scope('class', this.scope), () => this.visit(rest.at(-1)!));
    });
    this.bind(this.text(name!));
    const bases = rest.find((part) => part.name === 'ArgList');
    if (bases !== undefined) this.bases.set(this.text(name!), this.importedBases(bases));
  }

  protected importedBases(list: SyntaxNode): string[] {
    return childrenOf(list).flatMap((part) => {
      const [root, ...path] = this.text(part).split('.');
      const origin = this.origins.get(root!);
      return origin === undefined ? [] : [[origin, ...path].join('.')];
    });
  }

  protected typeParameters(parts: SyntaxNode[]): [names: string[], rest: SyntaxNode[]] {
    const list = parts.find((part) => part.name === 'TypeParamList');
    const names = list?.getChildren('TypeParam').flatMap((param) => param.getChildren('VariableName')) ?? [];
    return [names.map((node) => this.text(node)), parts.filter((part) => part !== list)];
  }

  /** Visits defaults and annotations, which belong to the enclosing scope. Returns the names of the parameters. */
  protected visitParameters(list: SyntaxNode): string[] {
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

  protected visitArguments(parts: SyntaxNode[]): void {
    if (parts.some((part) => part.name === 'for')) {
      this.visitComprehension(parts.slice(1, -1));
      return;
    }
    for (const [i, part] of parts.entries()) {
      // The name of a keyword argument is not a use of that name.
      const sign = parts[i + 1];
      if (sign?.name !== 'AssignOp') this.visit(part);
      else if (this.text(sign) === ':=') this.bind(this.text(part));
    }
  }

  /** `element for targets in iterable if test for ...`. The first iterable belongs to the enclosing scope. */
  protected visitComprehension(parts: SyntaxNode[]): void {
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
        this.inScope(scope, () => this.visit(part));
      }
    }
    this.inScope(scope, () => this.visitAll(parts.slice(0, start)));
  }

  protected visitPattern(node: SyntaxNode): void {
    if (node.name === 'Guard' || node.name === 'Body') {
      this.visit(node);
    } else if (node.name === 'CapturePattern') {
      if (this.text(node) !== '_') this.bind(this.text(node));
    } else if (node.name === 'AttributePattern') {
      this.recordUse(node.firstChild!);
    } else {
      const parts = childrenOf(node);
      for (const [i, part] of parts.entries()) {
        if (part.name !== 'VariableName') this.visitPattern(part);
        else if (node.name === 'ClassPattern') this.recordUse(part);
        else if (node.name === 'AsPattern' && i > 0) this.bind(this.text(part));
      }
    }
  }
}

function targetNames(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'VariableName') return [node];
  return node.name === 'MemberExpression' ? [] : childrenOf(node).flatMap(targetNames);
}
