import type { JsonData, Notebook } from '../nbformat.ts';

/** Returns the notebook's and jupytext's metadata as lines of YAML. */
export function yamlHeader(
  notebook: Notebook,
  format: { extension: string; name: string; version: string },
): string[] {
  const { kernelspec, language_info, alacard, ...host } = notebook.metadata;
  return [
    'jupytext:',
    '  text_representation:',
    `    extension: ${format.extension}`,
    `    format_name: ${format.name}`,
    `    format_version: '${format.version}'`,
    'kernelspec:',
    `  display_name: ${kernelspec.display_name}`,
    `  language: ${kernelspec.language}`,
    `  name: ${kernelspec.name}`,
    'language_info:',
    `  name: ${language_info.name}`,
    ...Object.entries(host).map(([key, value]) => `${key}: ${flow(value)}`),
    'alacard:',
    ...Object.entries(alacard).map(([key, value]) => `  ${key}: ${flow(value)}`),
  ];
}

/** Formats a value on one line in ASCII: JSON, except for characters beyond the BMP, which are `\U` in YAML. */
function flow(value: JsonData): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${flow(key)}: ${flow(item)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (char) => {
    const hex = char.codePointAt(0)!.toString(16).toUpperCase();
    return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
}
