import { join } from 'node:path';
import { UsageError, WriteError } from '../../../errors.ts';
import type { SharedLink } from '../../../share/share-target.ts';
import { type FolderSource, findConfigDir } from '../../context/folders.ts';
import { appendJsonLine, readJsonLines } from '../../context/json-lines.ts';

export type ShareTargetKind = 'server' | 'gist';

/** A share as the person's own file remembers it, its deletion token with it. */
export interface ShareRecord extends SharedLink {
  /** ISO 8601, UTC. */
  time: string;
  place: ShareTargetKind;
  /** Base URL of the server, or of GitHub's API. */
  endpoint: string;
  isPublic: boolean;
  /** A digest of what was to be shared, where and how. */
  wish: string;
  model: string;
  /** Absolute path. */
  file: string;
}

/** All that happened, oldest first: what was sent comes before it, so that a killed command can ask for its answer. */
type Line =
  | { event: 'sending'; time: string; wish: string; key: string }
  | ({ event: 'shared' } & ShareRecord)
  | { event: 'unshared'; time: string; endpoint: string; id: string };

export interface Shares {
  /** Those that were not taken back, oldest first. */
  live: ShareRecord[];
  /** The key under which a notebook was sent of late whose link never came, by the wish. */
  openKeys: ReadonlyMap<string, string>;
}

/** For so long a server is asked again for an answer that got lost; later it may have forgotten it. */
const OPEN_MS = 3_600_000;

const FIELDS: Record<Line['event'], readonly string[]> = {
  sending: ['wish', 'key'],
  shared: ['wish', 'place', 'endpoint', 'id', 'url', 'notebookUrl', 'model', 'file'],
  unshared: ['endpoint', 'id'],
};

/** Beside the settings; undefined where the system knows no folder. */
export function findSharesFile(source: FolderSource): string | undefined {
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, 'shares.jsonl');
}

/** @throws UsageError */
export async function readShares(file: string): Promise<Shares> {
  const lines = await readJsonLines<Line>(file, isLine).catch((error: Error) => {
    throw new UsageError(`what is known of shares can't be read: ${error.message}`, {
      hint: `Mend ${file}, or name another folder with ALACARD_CONFIG_DIR.`,
      cause: error,
    });
  });
  const live = new Map<string, ShareRecord>();
  const openKeys = new Map<string, string>();
  for (const line of lines) {
    if (line.event === 'sending') {
      if (Date.now() - Date.parse(line.time) < OPEN_MS) openKeys.set(line.wish, line.key);
    } else if (line.event === 'unshared') live.delete(`${line.endpoint} ${line.id}`);
    else {
      const { event: _event, ...record } = line;
      openKeys.delete(record.wish);
      live.set(`${record.endpoint} ${record.id}`, record);
    }
  }
  return { live: [...live.values()], openKeys };
}

function isLine(row: Readonly<Record<string, unknown>>): boolean {
  const fields = Object.hasOwn(FIELDS, String(row.event)) ? FIELDS[row.event as Line['event']] : undefined;
  return typeof row.time === 'string' && (fields?.every((name) => typeof row[name] === 'string') ?? false);
}

/** @throws WriteError */
export async function appendShare(file: string, line: Line): Promise<void> {
  await appendJsonLine(file, line).catch((error: Error) => {
    throw new WriteError(`shares can't be remembered in ${file}: ${error.message}`, {
      hint: 'Nothing is shared that could not be taken back. Name a folder that can be written with ALACARD_CONFIG_DIR.',
      cause: error,
    });
  });
}

export const isLive = ({ expiresAt }: ShareRecord): boolean =>
  expiresAt === undefined || Date.parse(expiresAt) > Date.now();

/** A share for others to see: without what takes it back. */
export function toShareDocument(record: ShareRecord) {
  const { deletionToken: _token, file: _file, model: _model, wish: _wish, ...facts } = record;
  return facts;
}
