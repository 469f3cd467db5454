import { hasTemplate } from '../../package-root.ts';
import type { ModelTraits } from '../model-traits.ts';
import { loadTemplate, type Template } from './code-template.ts';

/** Libraries whose models the transformers templates load. */
const LOADED_BY_TRANSFORMERS = new Set([
  'transformers',
  'sentence-transformers',
  'adapter-transformers',
  'setfit',
  'pytorch',
  'safetensors',
]);

/** Shows the repository's files, for models that nothing here can run. */
const FILES_ONLY = 'tasks/other.py';

/** The template of the model's library, or of its task where its library can load it; undefined when there is none. */
export function findTaskTemplate(traits: ModelTraits): Template | undefined {
  const { chat } = traits;
  const task = asFileName(traits.task);
  const library = asFileName(traits.library);
  const found = (name: string) => (hasTemplate(name) ? loadTemplate(name) : undefined);
  const names: string[] = [];
  if (library !== undefined && task !== undefined) names.push(`libraries/${library}.${task}.py`);
  if (task !== undefined && chat) names.push(`tasks/${task}.chat.py`);
  if (task !== undefined) names.push(`tasks/${task}.${library ?? ''}.py`, `tasks/${task}.py`);
  if (library !== undefined) names.push(`libraries/${library}.py`);
  for (const name of names) {
    const template = found(name);
    if (template !== undefined && (name.startsWith('libraries/') || suits(template, library)))
      return template;
  }
  const last = task === undefined ? undefined : found(`tasks/${task}.py`);
  return last?.libraries.includes('any') ? last : undefined;
}

const asFileName = (name: string | undefined) =>
  name !== undefined && /^[\w.-]+$/.test(name) ? name : undefined;

const suits = (template: Template, library: string | undefined) =>
  library === undefined ||
  template.libraries.includes(library) ||
  (LOADED_BY_TRANSFORMERS.has(library) && template.libraries.includes('transformers'));

/** Cell 6's template: the task's or library's, else a basic pipeline, else a look at the repository's files. */
export function chooseUsage(traits: ModelTraits): Template {
  const found = findTaskTemplate(traits);
  if (found !== undefined) return found;
  const loadable = traits.library === 'transformers' && traits.task !== undefined;
  return loadTemplate(loadable ? 'tasks/basic.py' : FILES_ONLY);
}

export const isFilesOnly = ({ path }: Template): boolean => path === FILES_ONLY;
