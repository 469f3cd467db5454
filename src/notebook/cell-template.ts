import { type JsonValue, toPythonLiteral } from '../encode/python-literal.ts';
import { readTemplate } from '../package-root.ts';

/** A value that is `undefined` or empty drops the lines that name it. Values are encoded already. */
export type TextValues = Record<string, string | boolean | undefined>;

/**
 * Fills a text template. `{{name}}` is replaced; a line goes where a value it names is missing; `{{?name}}`
 * at the start keeps the line only where the value is there, `{{!name}}` only where it isn't.
 * What a value brings in is never read as a template.
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
  let missing = false;
  const filled = line.replace(/\{\{([?!]?)(\w+)\}\}/g, (_, sign: string, name: string) => {
    if (!(name in values)) throw new Error(`templates/${template} names ${name}, which has no value`);
    const value = values[name];
    const present = value !== undefined && value !== '' && value !== false;
    if (present === (sign === '!')) missing = true;
    return sign === '' ? String(value) : '';
  });
  return missing ? undefined : filled;
}

/** A value for a Python template, and what its line says after `#`. */
export interface PythonValue {
  value: JsonValue;
  comment?: string;
}

/**
 * Fills a Python template, which is a Python file of its own: in lines `NAME = ...  # @fill` the value is
 * replaced by the literal, and lines from `# @if part` to `# @end` stay where `parts` has that part.
 * Throws where a line has no value or a value no line.
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
      if (!(part in parts)) throw new Error(`templates/${template} has a part ${part}, which nobody chose`);
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
