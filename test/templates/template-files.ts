import { readdirSync, readFileSync } from 'node:fs';
import { packageRoot } from '../../src/package-root.ts';

export interface TemplateFile {
  /** Below templates/, e.g. `tasks/fill-mask.py`. */
  path: string;
  text: string;
  /** The header's keys and their words, in order. */
  header: Map<string, string[]>;
  /** What stands below the header. */
  code: string;
}

/** Every Python file of templates/tasks and templates/libraries, read without the code that the package reads it by. */
export function templateFiles(): TemplateFile[] {
  return ['tasks', 'libraries'].flatMap((folder) =>
    readdirSync(new URL(`templates/${folder}/`, packageRoot()))
      .filter((name) => name.endsWith('.py'))
      .sort()
      .map((name) => readTemplateFile(`${folder}/${name}`)),
  );
}

/** A template `like` another has the other's header below its own, and its code with replacements and additions. */
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
