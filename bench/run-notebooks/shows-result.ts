/** An nbformat output. Text is a string or a list of lines. */
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
/** A progress bar, and the default repr of an object. */
const PROGRESS = /\d+%\s*\|/;
const ADDRESS = /^<[^<>]* at 0x[0-9a-f]+>$/;

/** Whether an output shows a result: text, a value, an image or a sound, but not a progress bar, warning or default repr. */
export function showsResult(output: Output): boolean {
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
