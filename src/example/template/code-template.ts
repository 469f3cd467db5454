import { hasTemplate, readTemplate } from '../../package-root.ts';

export interface Template {
  path: string;
  /** `library_name` values that it supports. `any` stands for all libraries without a template. */
  libraries: string[];
  /** pip names of the packages that it needs, whether or not it imports them. */
  packages: string[];
  code: string;
}

const HEADER = /^# (task|variant|libraries|packages|like|replace): (.*)$/;
const found = new Map<string, Template | undefined>();

/** Finds the template at `path`. It is read once per process. */
export function findTemplate(path: string): Template | undefined {
  if (!found.has(path)) found.set(path, hasTemplate(path) ? loadTemplate(path) : undefined);
  return found.get(path);
}

/**
 * Reads a template: a header of `# key: values` lines, then the code. `# like: <path>` starts from another template,
 * `# replace: <old> -> <new>` replaces text in its code, and code below the header is appended to it.
 *
 * `fillTemplate` then handles lines that begin with `# @`: `# @if chat_template`, `# @else` and `# @end` choose lines for the
 * model, and `# @input image` stands for a picture.
 */
export function loadTemplate(path: string): Template {
  const lines = readTemplate(path).split('\n');
  const end = lines.findIndex((line) => !HEADER.test(line));
  let template: Template = { path, libraries: [], packages: [], code: '' };
  for (const line of lines.slice(0, end)) {
    const [, key, value = ''] = HEADER.exec(line)!;
    if (key === 'like') template = { ...loadTemplate(value), path };
    if (key === 'libraries' || key === 'packages') template[key] = value.trim().split(/\s+/);
    if (key === 'replace') {
      const [old = '', changed = ''] = value.split(' -> ');
      template.code = template.code.replace(old, () => changed);
    }
  }
  const added = lines.slice(end).join('\n').trim();
  template.code = [template.code, added].filter((code) => code !== '').join('\n');
  return template;
}
