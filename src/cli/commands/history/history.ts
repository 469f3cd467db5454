import { join, resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import { type FolderSource, findConfigDir } from '../../context/folders.ts';
import { appendJsonLine, readJsonLines } from '../../context/json-lines.ts';

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

/** A history that can't be written is no reason to fail: resolves to false. */
export function appendHistory(file: string, entry: HistoryEntry): Promise<boolean> {
  return appendJsonLine(file, entry).then(
    () => true,
    () => false,
  );
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
      ...defined({ sha }),
      strategy,
      file: resolve(source.cwd, path),
      version: source.version,
    });
  };
}

/** Oldest first; a line that is torn or not alacard's is passed over. Throws what the file system says. */
export function readHistory(file: string): Promise<HistoryEntry[]> {
  return readJsonLines(file, ({ time, model }) => typeof time === 'string' && typeof model === 'string');
}
