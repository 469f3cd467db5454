import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { writeErrorFrom } from '../notebook/write-error.ts';
import type { GenerateRequest } from '../pipeline/generate.ts';

export const JOURNAL_NAME = '.alacard-journal.jsonl';

/** Which work a line is about: the same model, revision, options and version give the same notebook at one commit. */
export interface Work {
  model: string;
  revision?: string;
  /** A digest of all options that decide on the notebook or its name. */
  options: string;
  version: string;
}

/** A notebook, as it was about to be written. */
export interface MadeLine extends Work {
  /** Relative to the journal's folder, with `/`. */
  path: string;
  /** SHA-256 of the file, in hexadecimal. */
  digest: string;
  modelId: string;
  sha?: string;
  /** Made of less than there is, since the Hub did not answer. */
  fellBack?: true;
}

type Line =
  | MadeLine
  | (Work & { error: string })
  | { batch: string; pid: number; host: string; since: string }
  | { batch: string; ended: true };

/** Who runs the batch. */
export interface BatchProcess {
  pid: number;
  host: string;
  /** Whether a process of this host runs. */
  isAlive(pid: number): boolean;
}

/** An append-only file of JSON Lines in the folder that a batch writes to. Paths given and returned are absolute. */
export interface Journal {
  folder: string;
  /** Another batch that is writing into the folder at this moment. */
  other?: { pid: number; since: string };
  /** What earlier batches made of this work; undefined where they failed with it, or never came to it. */
  find(work: Work): MadeLine | undefined;
  /** Whether the file holds, byte for byte, what a batch wrote there. */
  owns(path: string): Promise<boolean>;
  /** Before the file is written: after a crash the digest tells whether it was. */
  noteMade(work: Work, made: Omit<MadeLine, keyof Work>): void;
  noteFailed(work: Work, error: string): void;
  close(): Promise<void>;
}

export function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What of the request decides on the bytes, beside the model itself; `rest` are further such options. */
export function digestOptions(
  { model: _model, refresh: _refresh, ...options }: GenerateRequest,
  rest: object,
) {
  return digestOf(JSON.stringify([options, rest])).slice(0, 16);
}

/**
 * Opens the journal of a folder, and makes both where there is none. A line that a crash has torn is passed over.
 * @throws WriteError
 */
export async function openJournal(folder: string, by: BatchProcess, since: string): Promise<Journal> {
  const path = join(folder, JOURNAL_NAME);
  const { file, text } = await openFile(folder, path);
  const made = new Map<string, MadeLine>();
  const digests = new Map<string, string>();
  const running = new Map<string, { pid: number; host: string; since: string }>();

  const take = (line: Line) => {
    if ('batch' in line) {
      if ('ended' in line) running.delete(line.batch);
      else running.set(line.batch, line);
    } else if ('digest' in line) {
      made.set(keyOf(line), line);
      digests.set(resolve(folder, line.path), line.digest);
    } else made.delete(keyOf(line));
  };
  for (const line of readLines(text)) take(line);

  const append = (...lines: Line[]) => {
    const bytes = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    try {
      // One write in append mode: lines of several batches never mix.
      writeSync(file.fd, bytes);
    } catch (error) {
      throw writeErrorFrom(error, path);
    }
  };
  const other = [...running.values()].find(
    ({ pid, host }) => host === by.host && pid !== by.pid && by.isAlive(pid),
  );
  const batch = digestOf(`${by.host} ${by.pid} ${since}`).slice(0, 12);
  if (text !== '' && !text.endsWith('\n')) writeSync(file.fd, '\n');
  append({ batch, pid: by.pid, host: by.host, since });

  return {
    folder,
    ...(other !== undefined && { other: { pid: other.pid, since: other.since } }),
    find: (work) => made.get(keyOf(work)),
    async owns(target) {
      const digest = digests.get(target);
      return digest !== undefined && digest === (await digestFile(target));
    },
    noteMade: (work, line) =>
      append({ ...work, ...line, path: relative(folder, line.path).replaceAll('\\', '/') }),
    noteFailed: (work, error) => append({ ...work, error }),
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

/** SHA-256 of a file; undefined where there is none. */
export async function digestFile(path: string): Promise<string | undefined> {
  const data = await readFile(path).catch(() => undefined);
  return data && digestOf(data);
}

async function openFile(folder: string, path: string): Promise<{ file: FileHandle; text: string }> {
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(path, 'a+');
    return { file, text: (await readFile(path)).toString('utf8') };
  } catch (error) {
    throw writeErrorFrom(error, path);
  }
}

function* readLines(text: string): Generator<Line> {
  for (const line of text.split('\n')) {
    try {
      const value: unknown = JSON.parse(line);
      if (isLine(value)) yield value;
    } catch {
      // Torn by a crash, or blank.
    }
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const texts = (...names: string[]) =>
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
  if ('batch' in value) {
    return (
      texts('batch') &&
      ('ended' in value || (texts('host', 'since') && Number.isInteger((value as { pid?: unknown }).pid)))
    );
  }
  return texts('model', 'options', 'version') && (texts('error') || texts('path', 'digest', 'modelId'));
}

function keyOf({ model, revision = '', options, version }: Work): string {
  return [model, revision, options, version].join('\n');
}
