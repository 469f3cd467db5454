import { readdirSync, readFileSync } from 'node:fs';
import { packageRoot } from '../../src/package-root.ts';

export interface TemplateFile {
  /** Path under templates/, such as `tasks/fill-mask.py`. */
  path: string;
  text: string;
  /** The header's keys and their words, in order. */
  header: Map<string, string[]>;
  /** The text after the header. */
  code: string;
}

/** Every Python file of templates/tasks and templates/libraries, read without the package's own code for that. */
export function templateFiles(): TemplateFile[] {
  return ['tasks', 'libraries'].flatMap((folder) =>
    readdirSync(new URL(`templates/${folder}/`, packageRoot()))
      .filter((name) => name.endsWith('.py'))
      .sort()
      .map((name) => readTemplateFile(`${folder}/${name}`)),
  );
}

/**
 * A template that is `like` another has the other's header after its own, and the other's code with replacements and
 * additions.
 */
function readTemplateFile(path: string): TemplateFile {
  const text = readFileSync(new URL(`templates/${path}`, packageRoot()), 'utf8').replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !/^# [a-z]+: /.test(line));
  const entries = lines.slice(0, end).map((line) => {
    const [, key, value] = line.match(/^# ([a-z]+): (.*)$/)!;
    return { key: key!, value: value! };
  });
  const own = entries.filter(({ key }) => key !== 'like' && key !== 'replace');
  const header = new Map(own.map(({ key, value }) => [key, value.split(' ')]));
  const added = lines.slice(end).join('\n');
  const like = entries.find(({ key }) => key === 'like');
  if (like === undefined) return { path, text, header, code: added };
  const base = readTemplateFile(like.value);
  for (const [key, words] of base.header) if (key !== 'task' && !header.has(key)) header.set(key, words);
  let code = base.code;
  for (const { value } of entries.filter(({ key }) => key === 'replace')) {
    const [old, changed] = value.split(' -> ');
    const parts = code.split(old!);
    if (parts.length !== 2 || changed === undefined) throw new Error(`${path}: cannot replace ${old}`);
    code = parts.join(changed);
  }
  return { path, text, header, code: code + added };
}
