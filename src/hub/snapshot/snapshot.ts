import type { ModelInfo, SnapshotRow } from '../models/model-info.ts';

interface Snapshot {
  /** `YYYY-MM`. */
  takenAt: string;
  rows: SnapshotRow[];
  byName: Map<string, SnapshotRow>;
}

let loaded: Promise<Snapshot> | undefined;

/** Finds a built-in model by its id or a former name, ignoring case. `takenAt` is `YYYY-MM`. */
export async function findInSnapshot(id: string): Promise<{ info: ModelInfo; takenAt: string } | undefined> {
  const { byName, takenAt } = await loadSnapshot();
  const row = byName.get(id.toLowerCase());
  if (!row) return undefined;
  const { aliases: _, ...info } = row;
  return { info, takenAt };
}

/** Lists all built-in models. `takenAt` is `YYYY-MM`. */
export async function listSnapshot(): Promise<{ rows: readonly ModelInfo[]; takenAt: string }> {
  return loadSnapshot();
}

/** Formats `2026-08` as `August 2026`. */
export function formatMonth(month: string): string {
  return new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(month),
  );
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
