import type { SyntaxNode } from '@lezer/common';
import type { Call } from '../names/calls.ts';
import { walkNames } from '../names/name-walk.ts';
import { childrenOf } from '../syntax/children.ts';
import type { PythonFile } from '../syntax/syntax.ts';
import type { MarkedEdit } from './marked-edits.ts';
import type { ModelFacts } from './renamed-api.ts';
import { BUILTIN_ALIASES, lmHeadFor, RENAMED } from './renamed-api.ts';

/** The last part of the current name of `origin`. */
function currentName(
  origin: string,
  calls: readonly Call[],
  { modelIds, modelType }: ModelFacts,
): string | undefined {
  const full = origin.replace(/^transformers\.[\w.]+\.(?=\w+$)/, 'transformers.');
  if (full === 'transformers.AutoModelWithLMHead') {
    const loads = calls.filter(({ callee }) => /\bAutoModelWithLMHead\.from_pretrained$/.test(callee));
    const isOurs = loads.every(
      ({ args }) => args[0]?.string !== undefined && modelIds.includes(args[0].string),
    );
    return isOurs && modelType !== undefined ? lmHeadFor(modelType) : undefined;
  }
  if (
    /FeatureExtractor$/.test(full) &&
    calls.some(({ callee }) => /\.post_process(?:_segmentation)?$/.test(callee))
  )
    return undefined;
  if (full === 'huggingface_hub.cached_download') {
    const uses = calls.filter(({ callee }) => callee === 'cached_download');
    return uses.every(({ args }) => args.length === 1 && /^(?:\w+\.)?hf_hub_url\(/.test(args[0]!.text))
      ? 'hf_hub_download'
      : undefined;
  }
  return RENAMED.get(full);
}

/** Replaces imports with `from transformers import New as Old`, so that the rest of the code stays unchanged. */
export function updateImports(file: PythonFile, calls: readonly Call[], facts: ModelFacts): MarkedEdit[] {
  const edits: MarkedEdit[] = [];
  const text = (node: SyntaxNode) => file.code.slice(node.from, node.to);
  file.tree.iterate({
    enter({ name, node }) {
      if (name !== 'ImportStatement') return;
      const parts = childrenOf(node);
      if (parts[0]!.name !== 'from') return;
      const at = parts.findIndex((part) => part.name === 'import');
      const module = parts.slice(1, at).map(text).join('');
      const names = parts.slice(at + 1);
      for (const [i, part] of names.entries()) {
        if (part.name !== 'VariableName' || names[i - 1]?.name === 'as') continue;
        const old = text(part);
        // adapter-transformers, which used to replace transformers when it was installed, is now the package
        // `adapters`.
        if (module === 'transformers' && old === 'AutoModelWithHeads' && names.length === 1) {
          const statement = 'from adapters import AutoAdapterModel as AutoModelWithHeads';
          edits.push({
            from: node.from,
            to: part.to,
            text: statement,
            note: 'adapter-transformers is now adapters',
          });
          continue;
        }
        const current = currentName(`${module}.${old}`, calls, facts);
        if (current === undefined) continue;
        const keepsName = names[i + 1]?.name === 'as' || current === 'hf_hub_download';
        edits.push({
          from: part.from,
          to: part.to,
          text: keepsName ? current : `${current} as ${old}`,
          note: `${old} is now ${current}`,
        });
      }
    },
  });
  return edits;
}

/** Replaces attributes such as `np.float`, `Image.ANTIALIAS` and `transformers.AutoModelForVision2Seq`. */
export function updateAttributes(file: PythonFile, calls: readonly Call[], facts: ModelFacts): MarkedEdit[] {
  const edits: MarkedEdit[] = [];
  const { origins, module } = walkNames(file);
  file.tree.iterate({
    enter({ name, node }) {
      if (name !== 'MemberExpression') return;
      const written = file.code.slice(node.from, node.to);
      const [, root, rest] = /^([A-Za-z_]\w*)((?:\.\w+)+)$/.exec(written) ?? [];
      if (root === undefined || rest === undefined) return;
      const origin = origins.get(root);
      if (origin === undefined || module.bindings.get(root) !== 1) return;
      const full = origin + rest;
      const property = node.lastChild!;
      const old = file.code.slice(property.from, property.to);
      if (BUILTIN_ALIASES.has(full)) {
        edits.push({ from: node.from, to: node.to, text: old, note: `${written} was an alias of ${old}` });
        return;
      }
      const current = full.endsWith('.cached_download') ? undefined : currentName(full, calls, facts);
      if (current !== undefined)
        edits.push({
          from: property.from,
          to: property.to,
          text: current,
          note: `${old} is now ${current}`,
        });
    },
  });
  return edits;
}
