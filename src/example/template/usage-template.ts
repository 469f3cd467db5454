import type { ModelTraits } from '../model-traits.ts';
import { findTemplate, loadTemplate, type Template } from './code-template.ts';

/** Libraries whose models the transformers templates can load. */
const LOADED_BY_TRANSFORMERS = new Set([
  'transformers',
  'sentence-transformers',
  'adapter-transformers',
  'setfit',
  'pytorch',
  'safetensors',
]);

/** Other names that transformers has for tasks. */
const ALIASES: Record<string, string> = {
  'sentiment-analysis': 'text-classification',
  ner: 'token-classification',
};

/** Lists the repository's files, for models that no other template can run. */
const FILES_ONLY = 'tasks/other.py';

/** Finds the template for the model's library, or the one for its task if it supports the library. */
export function findTaskTemplate(traits: ModelTraits): Template | undefined {
  const { chat } = traits;
  const named = asFileName(traits.task);
  const task = named !== undefined && Object.hasOwn(ALIASES, named) ? ALIASES[named] : named;
  const library = asFileName(traits.library);
  const names: string[] = [];
  if (library !== undefined && task !== undefined) names.push(`libraries/${library}.${task}.py`);
  if (task !== undefined && chat) names.push(`tasks/${task}.chat.py`);
  if (task !== undefined) names.push(`tasks/${task}.${library ?? ''}.py`, `tasks/${task}.py`);
  if (library !== undefined) names.push(`libraries/${library}.py`);
  for (const name of names) {
    const template = findTemplate(name);
    if (template !== undefined && (name.startsWith('libraries/') || supports(template, library)))
      return template;
  }
  const last = task === undefined ? undefined : findTemplate(`tasks/${task}.py`);
  return last?.libraries.includes('any') ? last : undefined;
}

const asFileName = (name: string | undefined) =>
  name !== undefined && /^[\w.-]+$/.test(name) ? name : undefined;

const supports = (template: Template, library: string | undefined) =>
  library === undefined ||
  template.libraries.includes(library) ||
  (LOADED_BY_TRANSFORMERS.has(library) && template.libraries.includes('transformers'));

/** Chooses the template of cell 6: the task's or library's, or else a basic pipeline, or else a list of files. */
export function chooseUsageTemplate(traits: ModelTraits): Template {
  const found = findTaskTemplate(traits);
  if (found !== undefined) return found;
  const loadable = traits.library === 'transformers' && traits.task !== undefined;
  return loadTemplate(loadable ? 'tasks/basic.py' : FILES_ONLY);
}

export const isFilesOnly = ({ path }: Template): boolean => path === FILES_ONLY;
