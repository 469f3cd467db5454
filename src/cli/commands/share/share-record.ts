import { join } from 'node:path';
import { UsageError, WriteError } from '../../../errors.ts';
import type { SharedLink } from '../../../share/share-target.ts';
import { type FolderSource, findConfigDir } from '../../context/folders.ts';
import { appendJsonLine, readJsonLines } from '../../context/json-lines.ts';

export type ShareTargetKind = 'server' | 'gist';

/** A share as recorded in the user's file, with its deletion token. */
export interface ShareRecord extends SharedLink {
  /** ISO 8601, UTC. */
  time: string;
  place: ShareTargetKind;
  /** Base URL of the server, or of GitHub's API. */
  endpoint: string;
  isPublic: boolean;
  /** A digest of the content, the endpoint and the options. Missing from older files. */
  requestDigest?: string;
  model: string;
  /** Absolute path. */
  file: string;
}

/** The events, oldest first. `sending` is recorded before each upload, so that the next run can finish one that was killed. */
type Line =
  | { event: 'sending'; time: string; requestDigest: string; key: string }
  | ({ event: 'shared' } & ShareRecord)
  | { event: 'unshared'; time: string; endpoint: string; id: string };

export interface Shares {
  /** The shares that were not deleted, oldest first. */
  live: ShareRecord[];
  /** The idempotency keys of recent uploads that got no response, by digest. */
  pendingKeys: ReadonlyMap<string, string>;
}

/** How long an idempotency key is reused. After that, the server may have forgotten it. */
const PENDING_MS = 3_600_000;

const FIELDS: Record<Line['event'], readonly string[]> = {
  sending: ['requestDigest', 'key'],
  shared: ['place', 'endpoint', 'id', 'url', 'notebookUrl', 'model', 'file'],
  unshared: ['endpoint', 'id'],
};

/** The file next to the settings. Undefined if the home folder is unknown. */
export function findSharesFile(source: FolderSource): string | undefined {
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, 'shares.jsonl');
}

/** @throws UsageError */
export async function readShares(file: string): Promise<Shares> {
  const lines = await readJsonLines<Line>(file, isLine).catch((error: Error) => {
    throw new UsageError(`cannot read ${file}: ${error.message}`, {
      hint: 'Fix or delete the file, or set ALACARD_CONFIG_DIR to another folder.',
      cause: error,
    });
  });
  const live = new Map<string, ShareRecord>();
  const pendingKeys = new Map<string, string>();
  for (const line of lines) {
    if (line.event === 'sending') {
      if (Date.now() - Date.parse(line.time) < PENDING_MS) pendingKeys.set(line.requestDigest, line.key);
    } else if (line.event === 'unshared') live.delete(`${line.endpoint} ${line.id}`);
    else {
      const { event: _event, ...record } = line;
      if (record.requestDigest !== undefined) pendingKeys.delete(record.requestDigest);
      live.set(`${record.endpoint} ${record.id}`, record);
    }
  }
  return { live: [...live.values()], pendingKeys };
}

function isLine(row: Readonly<Record<string, unknown>>): boolean {
  const fields = Object.hasOwn(FIELDS, String(row.event)) ? FIELDS[row.event as Line['event']] : undefined;
  return typeof row.time === 'string' && (fields?.every((name) => typeof row[name] === 'string') ?? false);
}

/** @throws WriteError */
export async function appendShare(file: string, line: Line): Promise<void> {
  await appendJsonLine(file, line).catch((error: Error) => {
    throw new WriteError(`cannot record shares in ${file}: ${error.message}`, {
      hint: 'alacard does not share anything that it would be unable to delete later. Set ALACARD_CONFIG_DIR to a writable folder.',
      cause: error,
    });
  });
}

export const isLive = ({ expiresAt }: ShareRecord): boolean =>
  expiresAt === undefined || Date.parse(expiresAt) > Date.now();

/** A share as `--json` prints it, without its deletion token. */
export function toShareDocument(record: ShareRecord) {
  const { deletionToken: _token, file: _file, model: _model, requestDigest: _digest, ...facts } = record;
  return facts;
}
