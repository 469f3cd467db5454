import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { writeErrorFrom } from '../notebook/write-error.ts';
import type { GenerateRequest } from '../pipeline/generate.ts';
import { readRegularFile, refuseSpecialFile } from '../regular-file.ts';

export const JOURNAL_NAME = '.alacard-journal.jsonl';

/** The key of an entry. At the same commit, the same key produces the same notebook. */
export interface JournalKey {
  model: string;
  revision?: string;
  /** Digest of all options that affect the notebook or its file name. */
  options: string;
  version: string;
}

/** A notebook about to be written. */
export interface GeneratedEntry extends JournalKey {
  /** Relative to the journal's folder, with `/`. */
  path: string;
  /** SHA-256 of the file, in hexadecimal. */
  digest: string;
  modelId: string;
  sha?: string;
  /** Generated from incomplete information because the Hub did not respond. */
  fellBack?: true;
}

type JournalEntry =
  | GeneratedEntry
  | (JournalKey & { error: string })
  | { batch: string; pid: number; host: string; since: string }
  | { batch: string; ended: true };

/** The process that runs the batch. */
export interface BatchProcess {
  pid: number;
  host: string;
  /** Whether a process on this host is running. */
  isAlive(pid: number): boolean;
}

/** An append-only JSON Lines file in the batch's output folder. All paths passed in or returned are absolute. */
export interface Journal {
  folder: string;
  /** Another batch that is currently writing to this folder. */
  otherBatch?: { pid: number; since: string };
  /** The latest notebook for this key, or undefined if the latest attempt failed or there was none. */
  find(key: JournalKey): GeneratedEntry | undefined;
  /** Whether the file has exactly the bytes that a batch wrote there. */
  owns(path: string): Promise<boolean>;
  /** Call before writing the file: after a crash, the digest shows whether the write finished. */
  recordGenerated(key: JournalKey, generated: Omit<GeneratedEntry, keyof JournalKey>): void;
  recordFailed(key: JournalKey, error: string): void;
  close(): Promise<void>;
}

export function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Digest of the request, apart from the model, and of `rest`: the other options that affect the result. */
export function digestOptions(
  { model: _model, refresh: _refresh, rebuild: _rebuild, ...options }: GenerateRequest,
  rest: object,
) {
  return digestOf(JSON.stringify([options, rest])).slice(0, 16);
}

/**
 * Opens a folder's journal, creating the folder and the file if needed. Lines cut off by a crash are skipped.
 * @throws WriteError
 */
export async function openJournal(folder: string, owner: BatchProcess, since: string): Promise<Journal> {
  const path = join(folder, JOURNAL_NAME);
  const { file, text } = await openFile(folder, path);
  const generated = new Map<string, GeneratedEntry>();
  const digests = new Map<string, string>();
  const running = new Map<string, { pid: number; host: string; since: string }>();

  for (const entry of readEntries(text)) {
    if ('batch' in entry) {
      if ('ended' in entry) running.delete(entry.batch);
      else running.set(entry.batch, entry);
    } else if ('digest' in entry) {
      generated.set(mapKey(entry), entry);
      digests.set(resolve(folder, entry.path), entry.digest);
    } else generated.delete(mapKey(entry));
  }

  const append = (entry: JournalEntry) => {
    try {
      // One write in append mode per line, so that lines of concurrent batches never interleave.
      writeSync(file.fd, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      throw writeErrorFrom(error, path);
    }
  };
  const otherBatch = [...running.values()].find(
    ({ pid, host }) => host === owner.host && pid !== owner.pid && owner.isAlive(pid),
  );
  const batch = digestOf(`${owner.host} ${owner.pid} ${since}`).slice(0, 12);
  if (text !== '' && !text.endsWith('\n')) writeSync(file.fd, '\n');
  append({ batch, pid: owner.pid, host: owner.host, since });

  return {
    folder,
    ...(otherBatch !== undefined && { otherBatch: { pid: otherBatch.pid, since: otherBatch.since } }),
    find: (key) => generated.get(mapKey(key)),
    async owns(target) {
      const digest = digests.get(target);
      return digest !== undefined && digest === (await digestFile(target));
    },
    recordGenerated: (key, entry) =>
      append({ ...key, ...entry, path: relative(folder, entry.path).replaceAll('\\', '/') }),
    recordFailed: (key, error) => append({ ...key, error }),
    async close() {
      try {
        append({ batch, ended: true });
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** SHA-256 of a file, or undefined if it can't be read. */
export async function digestFile(path: string): Promise<string | undefined> {
  const data = await readRegularFile(path).catch(() => undefined);
  return data && digestOf(data);
}

async function openFile(folder: string, path: string): Promise<{ file: FileHandle; text: string }> {
  try {
    await mkdir(folder, { recursive: true });
    refuseSpecialFile(path);
    const file = await open(path, 'a+');
    return { file, text: (await readFile(path)).toString('utf8') };
  } catch (error) {
    throw writeErrorFrom(error, path);
  }
}

function* readEntries(text: string): Generator<JournalEntry> {
  for (const line of text.split('\n')) {
    try {
      const value: unknown = JSON.parse(line);
      if (isEntry(value)) yield value;
    } catch {
      // Cut off by a crash, or blank.
    }
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false;
  const hasStrings = (...names: string[]) =>
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
  if ('batch' in value) {
    return (
      hasStrings('batch') &&
      ('ended' in value ||
        (hasStrings('host', 'since') && Number.isInteger((value as { pid?: unknown }).pid)))
    );
  }
  return (
    hasStrings('model', 'options', 'version') &&
    (hasStrings('error') || hasStrings('path', 'digest', 'modelId'))
  );
}

function mapKey({ model, revision = '', options, version }: JournalKey): string {
  return [model, revision, options, version].join('\n');
}
