/** An output of an executed cell, as nbformat has it; text may be one string or a list of lines. */
export interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  ename?: string;
  traceback?: string[];
}

const WIDGET = 'application/vnd.jupyter.widget-view+json';
const RICH = /^(?:image|audio|video)\/|^text\/(?:html|markdown|latex)$/;
/** Progress that is drawn on a line, and what only names an object. */
const PROGRESS = /\d+%\s*\|/;
const ADDRESS = /^<[^<>]* at 0x[0-9a-f]+>$/;

/** Whether an output lets a reader see something: text, a value, a picture, a sound; no progress, warning or address. */
export function isShown(output: Output): boolean {
  if (output.output_type === 'stream') {
    return output.name === 'stdout' && hasWords(joinText(output.text));
  }
  if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') return false;
  const data = output.data ?? {};
  if (WIDGET in data) return false;
  if (Object.keys(data).some((type) => RICH.test(type))) return true;
  const plain = joinText(data['text/plain'] as string | string[] | undefined).trim();
  return plain !== '' && !ADDRESS.test(plain);
}

export function joinText(text: string | string[] | undefined): string {
  return Array.isArray(text) ? text.join('') : (text ?? '');
}

function hasWords(text: string): boolean {
  return text.split(/[\n\r]/).some((line) => line.trim() !== '' && !PROGRESS.test(line));
}
