import { type JsonValue, toPythonLiteral } from '../encode/python-literal.ts';
import { readTemplate } from '../package-root.ts';

/** Values for a text template, already encoded. Lines that name an `undefined` or empty value are dropped. */
export type TextValues = Record<string, string | boolean | undefined>;

/**
 * Fills a text template. `{{name}}` is replaced by the value; a line is dropped if one of its values is missing. A line
 * that starts with `{{?name}}` is kept only if the value is present, and one that starts with `{{!name}}` only if it is
 * missing. Values are never read as templates.
 */
export function fillText(template: string, values: TextValues): string {
  const lines: string[] = [];
  for (const line of readTemplate(template).split('\n')) {
    const filled = fillLine(line, values, template);
    if (filled !== undefined && !(filled === '' && (lines.at(-1) ?? '') === '')) lines.push(filled);
  }
  return lines.join('\n').trimEnd();
}

function fillLine(line: string, values: TextValues, template: string): string | undefined {
  if (!line.includes('{{')) return line;
  let missing = false;
  const filled = line.replace(/\{\{([?!]?)(\w+)\}\}/g, (_, sign: string, name: string) => {
    if (!(name in values)) throw new Error(`templates/${template} uses ${name}, which has no value`);
    const value = values[name];
    const present = value !== undefined && value !== '' && value !== false;
    if (present === (sign === '!')) missing = true;
    return sign === '' ? String(value) : '';
  });
  return missing ? undefined : filled;
}

/** A value for a Python template, and the comment after it. */
export interface PythonValue {
  value: JsonValue;
  comment?: string;
}

/**
 * Fills a Python template, which is itself valid Python. In lines `NAME = ... # @fill` the value is replaced by the
 * literal; lines from `# @if part` to `# @end` are kept if `parts` has that part set.
 * @throws Error if a line has no value or a value has no line
 */
export function fillPython(
  template: string,
  values: Record<string, PythonValue>,
  parts: Record<string, boolean> = {},
): string {
  const unused = new Set(Object.keys(values));
  const chosen = readTemplate(template).replace(
    /^ *# @if (\w+)\n([\s\S]*?)^ *# @end\n/gm,
    (_, part: string, lines: string) => {
      if (!(part in parts)) throw new Error(`templates/${template} has an unknown part ${part}`);
      return parts[part] ? lines : '';
    },
  );
  const filled = chosen.replace(/^([A-Z_]+) = .*# @fill.*$/gm, (line, name: string) => {
    const entry = values[name];
    if (!entry) throw new Error(`templates/${template} has no value for: ${line}`);
    unused.delete(name);
    return `${name} = ${toPythonLiteral(entry.value)}${entry.comment === undefined ? '' : `  # ${entry.comment}`}`;
  });
  if (unused.size > 0) throw new Error(`templates/${template} has no line for ${[...unused].join(', ')}`);
  return filled.trimEnd();
}
