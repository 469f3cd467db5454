import { readTemplate } from '../../package-root.ts';

export interface Template {
  path: string;
  /** For which library_name values it works; `any` for those that no other template is for. */
  libraries: string[];
  /** Pip names of all that it imports, and all that it needs without an import. */
  packages: string[];
  code: string;
}

/** Reads a template: its header's `# key: values` lines and the code below. */
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
