import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { WriteError } from '../errors.ts';
import { writeErrorFrom } from '../notebook/write-error.ts';
import type { GenerateRequest } from '../pipeline/generate.ts';
import { readRegularFile, refuseSpecialFile } from '../regular-file.ts';

export const JOURNAL_NAME = '.alacard-journal.jsonl';

const CHUNK_BYTES = 1_048_576;
/** No entry is as long as this. Longer lines are skipped. */
const MAX_LINE_BYTES = 1_048_576;
/** Stands for the start of a line that is too long. */
const INVALID_LINE = '?';

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
  /** The latest notebook that a batch wrote, or tried to write, to this path. */
  lastAt(path: string): GeneratedEntry | undefined;
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
 * Opens a folder's journal, creating the folder and the file if needed.
 * @throws WriteError
 */
export async function openJournal(folder: string, owner: BatchProcess, since: string): Promise<Journal> {
  const path = join(folder, JOURNAL_NAME);
  const file = await openFile(folder, path);
  const append = (entry: JournalEntry) => {
    try {
      // One write in append mode per line, so that lines of concurrent batches never interleave.
      writeSync(file.fd, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      throw writeErrorFrom(error, path);
    }
  };
  const batch = digestOf(`${owner.host} ${owner.pid} ${since}`).slice(0, 12);
  let records: JournalRecords;
  try {
    records = await readRecords(file);
    if (records.isCutOff) writeSync(file.fd, '\n');
    append({ batch, pid: owner.pid, host: owner.host, since });
  } catch (error) {
    await file.close();
    throw error instanceof WriteError ? error : writeErrorFrom(error, path);
  }
  const { generated, files, running } = records;
  const otherBatch = [...running.values()].find(
    ({ pid, host }) => host === owner.host && pid !== owner.pid && owner.isAlive(pid),
  );

  return {
    folder,
    ...(otherBatch !== undefined && { otherBatch: { pid: otherBatch.pid, since: otherBatch.since } }),
    find: (key) => generated.get(mapKey(key)),
    lastAt: (target) => files.get(fileKey(relative(folder, target))),
    async owns(target) {
      const digest = files.get(fileKey(relative(folder, target)))?.digest;
      return digest !== undefined && digest === (await digestFile(target));
    },
    recordGenerated: (key, entry) =>
      append({ ...key, ...entry, path: withSlashes(relative(folder, entry.path)) }),
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

/** Reads `lastAt` of a folder's journal without changing anything. Without a readable journal, nothing is known. */
export async function readJournal(folder: string): Promise<Pick<Journal, 'lastAt'>> {
  const path = join(folder, JOURNAL_NAME);
  let file: FileHandle | undefined;
  try {
    refuseSpecialFile(path);
    file = await open(path, 'r');
    const { files } = await readRecords(file);
    return { lastAt: (target) => files.get(fileKey(relative(folder, target))) };
  } catch {
    return { lastAt: () => undefined };
  } finally {
    await file?.close();
  }
}

/** SHA-256 of a file, or undefined if it can't be read. */
export async function digestFile(path: string): Promise<string | undefined> {
  const data = await readRegularFile(path).catch(() => undefined);
  return data && digestOf(data);
}

async function openFile(folder: string, path: string): Promise<FileHandle> {
  try {
    await mkdir(folder, { recursive: true });
    refuseSpecialFile(path);
    return await open(path, 'a+');
  } catch (error) {
    throw writeErrorFrom(error, path);
  }
}

interface JournalRecords {
  /** The latest notebook per key, unless a later attempt failed. */
  generated: Map<string, GeneratedEntry>;
  /** The latest entry per file. */
  files: Map<string, GeneratedEntry>;
  /** Batches that did not end, by their id. */
  running: Map<string, { pid: number; host: string; since: string }>;
  /** Whether the last line has no line break. */
  isCutOff: boolean;
}

/** Reads a journal in chunks, because it can be larger than the longest string. Invalid lines are skipped. */
async function readRecords(file: FileHandle): Promise<JournalRecords> {
  const records: JournalRecords = {
    generated: new Map(),
    files: new Map(),
    running: new Map(),
    isCutOff: false,
  };
  const share = createSharedTexts();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    const isEnd = bytesRead === 0;
    position += bytesRead;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const end = isEnd ? bytes.length : bytes.lastIndexOf('\n') + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) addLine(records, line, share);
    records.isCutOff = isEnd && bytes.length > 0;
    if (isEnd) return records;
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) rest = Buffer.from(INVALID_LINE);
  }
}

function addLine(
  { generated, files, running }: JournalRecords,
  line: string,
  share: (text: string) => string,
): void {
  const entry = parseEntry(line);
  if (entry === undefined) return;
  if ('batch' in entry) {
    if ('ended' in entry) running.delete(entry.batch);
    else running.set(entry.batch, entry);
  } else if ('digest' in entry) {
    const { model, modelId, options, version } = entry;
    Object.assign(entry, { model: share(model), modelId: share(modelId) });
    Object.assign(entry, { options: share(options), version: share(version) });
    generated.set(mapKey(entry), entry);
    files.set(fileKey(entry.path), entry);
  } else generated.delete(mapKey(entry));
}

/** Keeps one copy of equal texts, because a journal can have millions of entries. */
function createSharedTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
}

/** Returns undefined for a blank line, and for a line that a crash cut off. */
function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
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

/** Paths that may name the same file on some file system have the same key. */
function fileKey(path: string): string {
  return withSlashes(path).normalize('NFC').toLowerCase();
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
