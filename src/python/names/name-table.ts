import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from '../syntax/children.ts';
import type { StringLiteral } from '../syntax/string-literal.ts';
import { lineOf, type PythonFile } from '../syntax/syntax.ts';
import { BUILTINS } from './builtins.ts';
import type { ImportedName } from './import-names.ts';
import { Scope } from './scope.ts';

/** The results of a walk over a block, and the basic steps of the walk. */
export abstract class NameTable {
  readonly module = new Scope('module');
  readonly imports: (ImportedName & { from: number })[] = [];
  readonly missing = new Map<string, number>();
  /** Full names, keyed by the names that imports bind. */
  readonly origins = new Map<string, string>();
  /** Full names of the imported base classes, keyed by class. */
  readonly bases = new Map<string, string[]>();
  /** Scope of each use of a name, keyed by offset. */
  readonly uses = new Map<number, Scope>();
  /** The strings that module-level names were last bound to. */
  readonly literals = new Map<string, StringLiteral>();
  hasStarImport = false;

  protected scope = this.module;
  /** Set by `from __future__ import annotations`: annotations are evaluated after the module. */
  protected lateAnnotations = false;
  /** Inside `try ... except ImportError` or `if TYPE_CHECKING`. */
  protected guarded = false;
  protected catchesNameError = false;
  protected readonly declaredGlobal = new Set<string>();
  protected readonly deferred: (() => void)[] = [];

  constructor(protected readonly file: PythonFile) {}

  protected abstract visit(node: SyntaxNode): void;

  protected text(node: SyntaxNode): string {
    return this.file.code.slice(node.from, node.to);
  }

  protected visitChildren(node: SyntaxNode): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) this.visit(child);
  }

  protected visitAll(nodes: SyntaxNode[]): void {
    for (const node of nodes) this.visit(node);
  }

  protected recordUse(node: SyntaxNode): void {
    const name = this.text(node);
    this.uses.set(node.from, this.scope);
    if (this.scope.isBound(name) || BUILTINS.has(name) || this.catchesNameError) return;
    if (this.scope.kind === 'class' && (name === '__module__' || name === '__qualname__')) return;
    if (name === '__class__' && this.scope.kind !== 'module') return;
    const line = lineOf(this.file, node.from);
    if (line < (this.missing.get(name) ?? Infinity)) this.missing.set(name, line);
  }

  protected bind(name: string): void {
    let scope = this.scope;
    // In a comprehension only `:=` binds a name, and it binds it outside.
    while (scope.kind === 'comprehension') scope = scope.parent!;
    scope.bind(name);
    if (scope.owner(name) === this.module) {
      this.literals.delete(name);
      this.origins.delete(name);
    }
  }

  protected bindTarget(node: SyntaxNode): void {
    if (node.name === 'VariableName') this.bind(this.text(node));
    else if (node.name === 'MemberExpression') this.visit(node);
    else for (const child of childrenOf(node)) this.bindTarget(child);
  }

  protected withNames<T>(names: string[], run: () => T): T {
    if (names.length === 0) return run();
    const scope = new Scope('function', this.scope);
    for (const name of names) scope.bind(name);
    return this.inScope(scope, run);
  }

  protected inScope<T>(scope: Scope, run: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    const result = run();
    this.scope = outer;
    return result;
  }

  protected defer(names: string[], run: () => void): void {
    const scope = new Scope('function', this.scope);
    for (const name of names) scope.bind(name);
    const { guarded } = this;
    this.deferred.push(() => {
      this.guarded = guarded;
      this.inScope(scope, run);
      this.guarded = false;
    });
  }
}
