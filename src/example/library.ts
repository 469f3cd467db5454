import { readCandidate } from './candidate.ts';
import type { ChainInput, Strategy } from './chain.ts';
import { addForgottenImports, undefinedNames } from './missing-names.ts';
import { judgeContext } from './readme-python.ts';
import { readShowing } from './shows-result.ts';
import { findObjection } from './usable.ts';
import { findTaskTemplate } from './usage.ts';

const UNSAFE = /["'`\\{}\n\r\p{Cc}\p{Cf}]/u;

/** A copy without the strings that could close a literal: the snippets paste what they are given. */
function withoutUnsafeStrings(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return UNSAFE.test(value) || value.length > 300 ? undefined : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return undefined;
  if (Array.isArray(value))
    return value.map((item) => withoutUnsafeStrings(item, depth + 1)).filter((item) => item !== undefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const safe = withoutUnsafeStrings(item, depth + 1);
      return safe === undefined || UNSAFE.test(key) ? [] : [[key, safe]];
    }),
  );
}

async function librarySnippets({ info, traits }: ChainInput): Promise<string[]> {
  const { MODEL_LIBRARIES_UI_ELEMENTS } = await import('@huggingface/tasks');
  const libraries = MODEL_LIBRARIES_UI_ELEMENTS as Record<string, { snippets?: (model: never) => string[] }>;
  if (traits.library === undefined || !Object.hasOwn(libraries, traits.library)) return [];
  const model = {
    inference: '',
    config: {},
    ...(withoutUnsafeStrings(info) as object),
    id: info.id,
    modelId: info.id,
  };
  try {
    return libraries[traits.library]?.snippets?.(model as never) ?? [];
  } catch {
    return [];
  }
}

/**
 * The snippet that the Hub shows for the model's library (`@huggingface/tasks`): each string is read as the card's
 * blocks are, and refused for the same reasons; one that only loads the model gives way to a template that uses it.
 */
export const library: Strategy = {
  name: 'library',
  async find(input, passOver) {
    const hasTemplate = findTaskTemplate(input.traits) !== undefined;
    const context = judgeContext(input);
    for (const snippet of await librarySnippets(input)) {
      const candidate = addForgottenImports(readCandidate(snippet));
      const [unknown] = undefinedNames(candidate);
      const objection =
        findObjection(candidate, context) ??
        (unknown !== undefined ? `uses ${unknown}, which nothing defines` : undefined) ??
        (hasTemplate && readShowing(candidate) === 'load' ? 'only loads the model' : undefined) ??
        (hasTemplate && /https?:\/\/(?!huggingface\.co\/[\w.-]+\/[\w.-]+\/resolve)/.test(candidate.code)
          ? 'fetches a sample from elsewhere'
          : undefined);
      if (objection === undefined) {
        return {
          strategy: 'library',
          candidates: [candidate],
          origin: `the Hub's snippet for ${input.traits.library} (@huggingface/tasks)`,
        };
      }
      passOver(`snippet for ${input.traits.library}: ${objection}`);
    }
    return undefined;
  },
};
