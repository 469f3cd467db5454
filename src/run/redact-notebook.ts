import { redactSecrets } from '../encode/secrets.ts';

/**
 * Removes tokens and keys from the outputs, tracebacks, sources and metadata of an executed notebook. If there are none,
 * returns the same bytes. Images are not changed, because base64 can look like a key.
 */
export function redactNotebook(content: string): string {
  let isChanged = false;
  const redact = (text: string): string => {
    const redacted = redactSecrets(text);
    isChanged ||= redacted !== text;
    return redacted;
  };
  const walk = (value: unknown, key = ''): unknown => {
    if (key.startsWith('image/')) return value;
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) {
      // nbformat splits text at its line breaks, and a traceback into frames.
      return value.every((item) => typeof item === 'string')
        ? redactLines(value)
        : value.map((item) => walk(item));
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [redact(name), walk(item, name)]));
  };
  const redactLines = (lines: string[]): string[] => {
    const single = lines.map(redact);
    const joined = redact(single.join(''));
    return joined === single.join('') ? single : [joined];
  };
  let notebook: unknown;
  try {
    notebook = walk(JSON.parse(content));
  } catch {
    return redactSecrets(content);
  }
  return isChanged ? `${JSON.stringify(notebook, null, 1)}\n` : content;
}
