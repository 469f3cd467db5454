import { oncePerFile } from '../syntax/syntax.ts';
import type { ImportedName } from './import-names.ts';
import { walkNames } from './name-walk.ts';

export type { ImportedName } from './import-names.ts';

export interface NameReport {
  /** In the order of the text; those inside functions too. */
  imports: ImportedName[];
  /** Names that the block leaves bound at module level, imported ones included. */
  defines: Set<string>;
  /** Used, but neither bound before (inside a function: anywhere in the module) nor a builtin; once a name. */
  missing: { name: string; line: number }[];
  /** Whether the block imports `*`: names used after it are never missing. */
  starImport: boolean;
}

/** What a block imports, defines and lacks; all empty when it isn't valid Python. */
export const reportNames = oncePerFile((file): NameReport => {
  const walk = walkNames(file);
  const imports = [...walk.imports].sort((a, b) => a.from - b.from);
  return {
    imports: imports.map(({ module, names, line, guarded }) => ({ module, names, line, guarded })),
    defines: new Set(walk.module.bound),
    missing: [...walk.missing].map(([name, line]) => ({ name, line })).sort((a, b) => a.line - b.line),
    starImport: walk.hasStarImport,
  };
});
