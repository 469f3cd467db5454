import type { ModelInfo, SnapshotRow } from '../models/model-info.ts';

interface Snapshot {
  /** `YYYY-MM`. */
  takenAt: string;
  rows: SnapshotRow[];
  byName: Map<string, SnapshotRow>;
}

let loaded: Promise<Snapshot> | undefined;

/** A model of the embedded snapshot, by id or former name in any case; `takenAt` is `YYYY-MM`. */
export async function findInSnapshot(id: string): Promise<{ info: ModelInfo; takenAt: string } | undefined> {
  const { byName, takenAt } = await loadSnapshot();
  const row = byName.get(id.toLowerCase());
  if (!row) return undefined;
  const { aliases: _, ...info } = row;
  return { info, takenAt };
}

/** Every model of the snapshot; `takenAt` is `YYYY-MM`. */
export async function listSnapshot(): Promise<{ rows: readonly ModelInfo[]; takenAt: string }> {
  return loadSnapshot();
}

function loadSnapshot(): Promise<Snapshot> {
  loaded ??= import('./models.json', { with: { type: 'json' } }).then(({ default: file }) => {
    const rows = (file.models as unknown as SnapshotRow[]).map((row) => ({
      ...row,
      tags: row.tags ?? [],
      siblings: row.siblings ?? [],
    }));
    const byName = new Map<string, SnapshotRow>();
    for (const row of rows) for (const alias of row.aliases ?? []) byName.set(alias.toLowerCase(), row);
    for (const row of rows) byName.set(row.id.toLowerCase(), row);
    return { takenAt: file.takenAt, rows, byName };
  });
  return loaded;
}
