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
