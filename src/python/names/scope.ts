export type ScopeKind = 'module' | 'function' | 'class' | 'comprehension';

/** A Python scope, filled while the code is walked in the order in which it runs. */
export class Scope {
  /** Names bound at this point of the walk. */
  readonly bound = new Set<string>();
  /** How often each name has been bound so far. */
  readonly bindings = new Map<string, number>();
  /** Names declared `global` here. */
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  hasStarImport = false;

  constructor(
    readonly kind: ScopeKind,
    readonly parent?: Scope,
  ) {}

  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent !== undefined) scope = scope.parent;
    return scope;
  }

  /** The scope that an assignment to `name` in this scope binds in. */
  owner(name: string): Scope {
    if (this.globals.has(name)) return this.module;
    if (!this.nonlocals.has(name)) return this;
    let scope = this.parent;
    while (scope?.parent !== undefined) {
      if (scope.kind === 'function' && scope.bindings.has(name)) return scope;
      scope = scope.parent;
    }
    return this;
  }

  bind(name: string): void {
    const owner = this.owner(name);
    owner.bound.add(name);
    owner.bindings.set(name, (owner.bindings.get(name) ?? 0) + 1);
  }

  /** Whether `name`, used in this scope, is already bound. A star import may bind any name. */
  isBound(name: string): boolean {
    return this.search(name, (scope) => scope.bound.has(name) || scope.hasStarImport) !== undefined;
  }

  /** Whether `name`, used in this scope, is a module-level name. Considers every binding in the block, even deleted ones. */
  isModuleName(name: string): boolean {
    return this.search(name, (scope) => scope.bindings.has(name))?.kind === 'module';
  }

  /** Only a class body itself sees its names. Functions and comprehensions in it do not. */
  private search(name: string, test: (scope: Scope) => boolean): Scope | undefined {
    if (this.globals.has(name)) return test(this.module) ? this.module : undefined;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== this) continue;
      if (test(scope)) return scope;
    }
    return undefined;
  }
}
