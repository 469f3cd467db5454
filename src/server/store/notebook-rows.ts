import { notebookMetadata } from '../../share/protocol.ts';
import type { Dialect } from './migrations.ts';
import type { NewNotebook, StoredNotebook, Visibility } from './store.ts';
import { toIso } from './tables.ts';

const METADATA = {
  generated: notebookMetadata,
  // Without the notebook's own claims about its origin.
  uploaded: notebookMetadata
    .pick({ model_info: true })
    .transform(({ model_info }) => ({ model_info, source_readme_sha: null })),
};

/** The columns of NotebookRow. */
export const NOTEBOOK_COLUMNS = [
  'notebooks.id',
  'notebooks.share_id',
  'notebooks.created_at',
  'notebooks.expires_at',
  'notebooks.hf_model_id',
  'notebooks.metadata',
  'notebooks.download_count',
  'notebooks.visibility',
  'notebooks.content_hash',
  'contents.size',
  'contents.generated_here',
] as const;

export function toRow(notebook: NewNotebook, contentHash: string) {
  const { id, shareId, createdAt, expiresAt, modelId, metadata, visibility, deletionTokenHash } = notebook;
  return {
    id,
    share_id: shareId,
    created_at: createdAt,
    expires_at: expiresAt,
    hf_model_id: modelId,
    metadata: JSON.stringify(metadata),
    visibility,
    deletion_token_hash: deletionTokenHash,
    content_hash: contentHash,
  };
}

interface NotebookRow {
  id: string;
  share_id: string;
  created_at: string | Date;
  expires_at: string | Date | null;
  hf_model_id: string;
  metadata: unknown;
  download_count: number;
  visibility: string;
  content_hash: string;
  size: number;
  generated_here: number;
}

export function toNotebook(row: NotebookRow, dialect: Dialect): StoredNotebook {
  const origin = row.generated_here === 1 ? 'generated' : 'uploaded';
  return {
    id: row.id,
    shareId: row.share_id,
    createdAt: toIso(row.created_at),
    expiresAt: row.expires_at === null ? null : toIso(row.expires_at),
    modelId: row.hf_model_id,
    origin,
    metadata: METADATA[origin].parse(
      dialect === 'sqlite' ? JSON.parse(row.metadata as string) : row.metadata,
    ),
    downloadCount: Number(row.download_count),
    visibility: row.visibility as Visibility,
    contentHash: row.content_hash,
    size: Number(row.size),
  };
}
