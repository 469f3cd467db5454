import { readTemplate } from '../../package-root.ts';

export interface Template {
  path: string;
  /** `library_name` values that it supports. `any` stands for libraries without a template of their own. */
  libraries: string[];
  /** pip names of the packages that it needs, whether or not it imports them. */
  packages: string[];
  code: string;
}

/** Reads a template: a header of `# key: values` lines, then the code. */
export function loadTemplate(path: string): Template {
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
