import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type FolderSource, findConfigDir } from './folders.ts';

/** A notebook that was made. */
export interface HistoryEntry {
  /** ISO 8601, UTC. */
  time: string;
  model: string;
  sha?: string;
  strategy?: string;
  /** Absolute path. */
  file?: string;
  /** alacard's own version. */
  version: string;
}

/** Undefined where the system knows no folder, or ALACARD_HISTORY is `off`. */
export function findHistoryFile(source: FolderSource): string | undefined {
  if (/^(?:off|0|no|false)$/i.test(source.env.ALACARD_HISTORY?.trim() ?? '')) return undefined;
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, 'history.jsonl');
}

/**
 * One line, by one write to the end of the file: processes don't lose each other's. The line break before it ends what
 * a killed one left torn. A history that can't be written is no reason to fail: resolves to false.
 */
export async function appendHistory(file: string, entry: HistoryEntry): Promise<boolean> {
  const line = `\n${JSON.stringify(entry)}\n`;
  const append = () => appendFile(file, line, { mode: 0o600 });
  try {
    await append().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await append();
    });
    return true;
  } catch {
    return false;
  }
}

/** A function that puts written notebooks into the person's history, or does nothing where none is kept. */
export function createHistory(
  source: FolderSource & { version: string },
): (path: string, notebook: { modelId: string; sha?: string; strategy: string }) => Promise<void> {
  const file = findHistoryFile(source);
  return async (path, { modelId, sha, strategy }) => {
    if (file === undefined) return;
    await appendHistory(file, {
      time: new Date().toISOString(),
      model: modelId,
      ...(sha !== undefined && { sha }),
      strategy,
      file: resolve(source.cwd, path),
      version: source.version,
    });
  };
}

/** Oldest first; a line that is torn or not alacard's is passed over. Throws what the file system says. */
export async function readHistory(file: string): Promise<HistoryEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const entry = parseLine(line);
    return entry === undefined ? [] : [entry];
  });
}

function parseLine(line: string): HistoryEntry | undefined {
  if (line === '') return undefined;
  try {
    const entry = JSON.parse(line) as Partial<HistoryEntry> | null;
    const isEntry =
      typeof entry === 'object' && typeof entry?.time === 'string' && typeof entry.model === 'string';
    return isEntry ? (entry as HistoryEntry) : undefined;
  } catch {
    return undefined;
  }
}
