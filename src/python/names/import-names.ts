import type { SyntaxNode } from '@lezer/common';
import { defined } from '../../defined.ts';
import { childrenOf } from '../syntax/children.ts';

export interface ImportedName {
  /** `PIL.Image`. A relative import keeps its leading dots. */
  module: string;
  /** Names in `from module import ...`, including `*`. Empty for `import module`. */
  names: string[];
  /** 1-based. */
  line: number;
  /** Whether it is in `try ... except ImportError` or `if TYPE_CHECKING`, so that the block can run without it. */
  guarded: boolean;
}

export interface ImportParts {
  modules: { module: string; names: string[] }[];
  /** Local names that the statement binds, and the full name of each (`transformers.AutoModel`). */
  bound: { name: string; origin: string }[];
}

/** Reads an `ImportStatement` node. */
export function readImport(node: SyntaxNode, code: string): ImportParts {
  const parts = childrenOf(node);
  const text = (part: SyntaxNode) => code.slice(part.from, part.to);
  const at = parts.findIndex((part) => part.name === 'import');
  const from = parts[0]!.name === 'from' ? parts.slice(1, at).map(text).join('') : undefined;
  const result: ImportParts = { modules: [], bound: [] };
  const names: string[] = [];
  for (const { path, alias } of splitNames(parts.slice(at + 1), text)) {
    const first = path.split('.')[0]!;
    if (from !== undefined) {
      names.push(path);
      if (path !== '*') result.bound.push({ name: alias ?? path, origin: `${from}.${path}` });
    } else {
      result.modules.push({ module: path, names: [] });
      result.bound.push(alias === undefined ? { name: first, origin: first } : { name: alias, origin: path });
    }
  }
  if (from !== undefined) result.modules.push({ module: from, names });
  return result;
}

function splitNames(parts: SyntaxNode[], text: (part: SyntaxNode) => string) {
  const names: { path: string; alias?: string }[] = [];
  let path = '';
  let alias: string | undefined;
  let afterAs = false;
  const flush = () => {
    if (path !== '') names.push({ path, ...defined({ alias }) });
    path = '';
    alias = undefined;
    afterAs = false;
  };
  for (const part of parts) {
    if (part.name === ',') flush();
    else if (part.name === 'as') afterAs = true;
    else if (part.name === '(' || part.name === ')') continue;
    else if (afterAs) alias = text(part);
    else path += text(part);
  }
  flush();
  return names;
}
