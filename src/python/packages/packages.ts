import { impliedPackages, type ModelHints } from './implied-packages.ts';
import { NOT_INSTALLED, packageRows } from './package-table.ts';
import { mergeRequirements, type Requirement, readRequirement } from './requirements.ts';
import { isStandardModule } from './stdlib-modules.ts';

export { boundRequirements, boundsFor } from './package-bounds.ts';

/** The part of an import that decides which package is installed. */
export interface ImportForPackage {
  /** `PIL.Image`. A relative import keeps its leading dots. */
  module: string;
  names: string[];
  /** In `try`/`except ImportError` or under `TYPE_CHECKING`. */
  guarded: boolean;
}

export interface PackageReport {
  /** Sorted by name. `boundRequirements` adds the bounds. */
  requirements: Requirement[];
  /** Modules that are in no table or that pip cannot install, in order of appearance. */
  unknown: string[];
  /** Things that pip cannot install, and why. */
  notes: string[];
}

/**
 * Finds what to install for these imports, and what `code` needs without importing it. Names come only from the package
 * table: an unknown module is listed, never guessed. Guarded imports are ignored.
 */
export function packagesFor(imports: ImportForPackage[], code: string, hints?: ModelHints): PackageReport {
  const { modules, needed, unknown, notes } = lookUpImports(imports);
  const implied = impliedPackages(modules, code, hints);
  for (const note of implied.notes) notes.add(note);
  const requirements = [...needed, ...implied.packages].map(toRequirement);
  return {
    requirements: mergeRequirements(requirements).requirements,
    unknown: [...unknown],
    notes: [...notes],
  };
}

/** The `unknown` modules that `packagesFor` reports. */
export const unknownModules = (imports: ImportForPackage[]): string[] => [...lookUpImports(imports).unknown];

function lookUpImports(imports: ImportForPackage[]) {
  const needed: string[] = [];
  const unknown = new Set<string>();
  const notes = new Set<string>();
  const modules = new Set<string>();
  for (const { module, names, guarded } of imports) {
    const top = module.split('.')[0] ?? '';
    if (isStandardModule(top) || guarded) continue;
    modules.add(module);
    for (const name of names) modules.add(`${module}.${name}`);
    const missing = NOT_INSTALLED.get(top);
    if (missing !== undefined) {
      notes.add(missing);
      unknown.add(top);
      continue;
    }
    const found = findPackages(module, names);
    if (found.length === 0) unknown.add(top === '' || isNamespace(top) ? module : top);
    needed.push(...found);
  }
  return { modules, needed, unknown, notes };
}

/** Finds the requirements for the longest known prefix. `from google import genai` is looked up as `google.genai`. */
export function findPackages(module: string, names: string[] = []): string[] {
  const rows = packageRows();
  const below = names.map((name) => rows.get(`${module}.${name}`)?.requirement);
  const found = below.filter((requirement) => requirement !== undefined);
  if (found.length > 0 && found.length === names.length) return found;
  for (let prefix = module; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
    const row = rows.get(prefix);
    if (row !== undefined) return [row.requirement, ...found];
  }
  return found;
}

function isNamespace(top: string): boolean {
  for (const module of packageRows().keys()) if (module.startsWith(`${top}.`)) return true;
  return false;
}

function toRequirement(text: string): Requirement {
  const read = readRequirement(text);
  if ('reason' in read) throw new Error(`package table: ${text}: ${read.reason}`);
  return read.requirement;
}
