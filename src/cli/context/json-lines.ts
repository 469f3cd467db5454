import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readRegularFile } from '../../regular-file.ts';

/**
 * Appends one line in a single write, so that processes do not lose each other's lines. The leading line break
 * terminates a partial line that a killed process may have left. A new file is readable only by its owner.
 * @throws file system errors
 */
export async function appendJsonLine(file: string, value: object): Promise<void> {
  const line = `\n${JSON.stringify(value)}\n`;
  const append = () => appendFile(file, line, { mode: 0o600 });
  await append().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await append();
  });
}

/**
 * Reads all rows, oldest first. Skips partial lines and rows that `isRow` rejects.
 * @throws file system errors
 */
export async function readJsonLines<T>(
  file: string,
  isRow: (row: Readonly<Record<string, unknown>>) => boolean,
): Promise<T[]> {
  const text = await readRegularFile(file)
    .then(String)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
      throw error;
    });
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      const row: unknown = JSON.parse(line);
      return typeof row === 'object' && row !== null && isRow(row as Record<string, unknown>)
        ? [row as T]
        : [];
    } catch {
      return [];
    }
  });
}
