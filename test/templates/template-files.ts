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

function readTemplateFile(path: string): TemplateFile {
  const text = readFileSync(new URL(`templates/${path}`, packageRoot()), 'utf8').replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !/^# [a-z]+: /.test(line));
  const entries = lines.slice(0, end).map((line): [string, string[]] => {
    const [key, words] = line.slice(2).split(': ');
    return [key!, words!.split(' ')];
  });
  return { path, text, header: new Map(entries), code: lines.slice(end).join('\n') };
}
