import { oncePerFile } from '../syntax/syntax.ts';
import type { ImportedName } from './import-names.ts';
import { walkNames } from './name-walk.ts';

export type { ImportedName } from './import-names.ts';

export interface NameReport {
  /** All imports in text order, including those in functions. */
  imports: ImportedName[];
  /** Names bound at module level at the end of the block, including imported ones. */
  defines: Set<string>;
  /**
   * Names that are used but are neither built in nor bound before their use. A function may use any name that the module
   * binds. Each name is listed once.
   */
  missing: { name: string; line: number }[];
  /** Whether the block imports `*`. Names used after it are never missing. */
  hasStarImport: boolean;
}

/** Reports what a block imports, defines and lacks. Everything is empty if the block is not valid Python. */
export const reportNames = oncePerFile((file): NameReport => {
  const walk = walkNames(file);
  const imports = [...walk.imports].sort((a, b) => a.from - b.from);
  return {
    imports: imports.map(({ module, names, line, guarded }) => ({ module, names, line, guarded })),
    defines: new Set(walk.module.bound),
    missing: [...walk.missing].map(([name, line]) => ({ name, line })).sort((a, b) => a.line - b.line),
    hasStarImport: walk.hasStarImport,
  };
});
