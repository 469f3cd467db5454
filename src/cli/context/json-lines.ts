import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readRegularFile } from '../../regular-file.ts';

/**
 * One line, by one write to the end of the file: processes don't lose each other's. The line break before it ends what
 * a killed one left torn. A new file is its owner's alone. Throws what the file system says.
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

/** Oldest first; a line that is torn or that `isRow` doesn't know is passed over. Throws what the file system says. */
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
