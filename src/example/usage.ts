import { toPythonLiteral } from '../encode/python-literal.ts';
import type { ModelInfo } from '../hub/model-info.ts';
import { hasTemplate, readTemplate } from '../package-root.ts';
import type { ModelTraits } from './traits.ts';

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

export interface Template {
  path: string;
  /** For which library_name values it works. */
  libraries: string[];
  /** Pip names of all that it imports, and all that it needs without an import. */
  packages: string[];
  code: string;
}

/** Reads a template: its header's `# key: values` lines and the code below. */
function loadTemplate(path: string): Template {
  const lines = readTemplate(path).split('\n');
  const header = new Map<string, string[]>();
  let start = 0;
  for (const line of lines) {
    const entry = /^# (task|variant|libraries|packages): (.*)$/.exec(line);
    if (entry === null) break;
    header.set(entry[1]!, entry[2]!.trim().split(/\s+/));
    start++;
  }
  const code = lines.slice(start).join('\n').trim();
  return { path, libraries: header.get('libraries') ?? [], packages: header.get('packages') ?? [], code };
}

/** The template of the model's library, or of its task where its library can load it; undefined when there is none. */
export function findTaskTemplate(traits: ModelTraits): Template | undefined {
  const names: string[] = [];
  const { task, library } = traits;
  if (library !== undefined && /^[\w.-]+$/.test(library))
    names.push(`libraries/${library}${task === undefined ? '' : `.${task}`}.py`);
  if (task !== undefined && /^[\w-]+$/.test(task)) {
    if (traits.chat) names.push(`tasks/${task}.chat.py`);
    names.push(`tasks/${task}.${library ?? ''}.py`, `tasks/${task}.py`);
  }
  if (library !== undefined && /^[\w.-]+$/.test(library)) names.push(`libraries/${library}.py`);
  for (const name of names) {
    if (!hasTemplate(name)) continue;
    const template = loadTemplate(name);
    if (name.startsWith('libraries/') || suits(template, library)) return template;
  }
  return undefined;
}

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

/**
 * The template's code for one model: inputs that its widget gives in place of the defaults, and leave for the
 * model's own code where it needs that.
 */
export function fillTemplate(template: Template, info: ModelInfo, traits: ModelTraits): string {
  const widget =
    info.widgetData?.find(
      (entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null,
    ) ?? {};
  const lines = template.code.split('\n').map((line) => {
    const marker = /^(\s*\w+ = )(.*?) {2}# @widget (\w+)$/.exec(line);
    if (marker === null) return line;
    const value = Object.hasOwn(widget, marker[3]!) ? widget[marker[3]!] : undefined;
    const usable = typeof value === 'string' && value.trim() !== '' && value.length <= 2000;
    return `${marker[1]}${usable ? toPythonLiteral(value) : marker[2]}`;
  });
  const code = lines.join('\n');
  if (
    !traits.trustRemoteCode ||
    !template.packages.some((name) => name === 'transformers' || name === 'sentence-transformers')
  )
    return code;
  return `# trust_remote_code: the model brings code of its own, which runs here at the pinned revision.\n${code.replaceAll(
    /(\.from_pretrained|pipeline|SentenceTransformer|CrossEncoder)\((.*?)revision=REVISION/gs,
    '$1($2revision=REVISION, trust_remote_code=True',
  )}`;
}
