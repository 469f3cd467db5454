import { join, resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import { type FolderSource, findConfigDir } from '../../context/folders.ts';
import { appendJsonLine, readJsonLines } from '../../context/json-lines.ts';

/** A notebook that alacard generated. */
export interface HistoryEntry {
  /** ISO 8601, UTC. */
  time: string;
  model: string;
  sha?: string;
  strategy?: string;
  /** Absolute path. */
  file?: string;
  /** The version of alacard that generated it. */
  version: string;
}

/** Returns undefined if no settings folder is known, or if ALACARD_HISTORY is `off`. */
export function findHistoryFile(source: FolderSource): string | undefined {
  if (/^(?:off|0|no|false)$/i.test(source.env.ALACARD_HISTORY?.trim() ?? '')) return undefined;
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, 'history.jsonl');
}

/** Resolves to false if the history cannot be written, because that must not fail a command. */
export function appendHistory(file: string, entry: HistoryEntry): Promise<boolean> {
  return appendJsonLine(file, entry).then(
    () => true,
    () => false,
  );
}

/** Returns a function that adds a notebook to the user's history, or does nothing if history is off. */
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

/**
 * Reads the history, oldest entry first. Skips partial and unknown lines.
 * @throws The file system's error.
 */
export function readHistory(file: string): Promise<HistoryEntry[]> {
  return readJsonLines(file, ({ time, model }) => typeof time === 'string' && typeof model === 'string');
}
