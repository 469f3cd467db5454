import { redactSecrets } from '../encode/secrets.ts';
import { stripControl } from '../encode/terminal-text.ts';

/** A server's text as one printable line of at most `maxLength` characters, with tokens redacted. */
export function toPlainLine(text: string, maxLength = 200): string {
  const line = redactSecrets(
    stripControl(text.slice(0, maxLength * 4)).replace(/\bBearer\s+\S+/g, 'Bearer ...'),
  );
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
