import { tagValues } from '../../example/model-traits.ts';
import { countParameters, type ModelInfo } from '../../hub/models/model-info.ts';

/** A model in a list, as `--json` and `--jsonl` print it. A field is absent if the Hub does not report it. */
export interface ModelRow {
  id: string;
  task?: string;
  library?: string;
  license?: string;
  parameters?: number;
  downloads?: number;
  likes?: number;
  gated?: false | 'auto' | 'manual';
  createdAt?: string;
  lastModified?: string;
  sha?: string;
}

export function toModelRow(info: ModelInfo): ModelRow {
  const [license] = tagValues(info.tags, 'license:');
  const row: { [Key in keyof ModelRow]: ModelRow[Key] | undefined } = {
    id: info.id,
    task: info.pipeline_tag,
    library: info.library_name,
    license,
    parameters: countParameters(info),
    downloads: info.downloads,
    likes: info.likes,
    gated: info.gated,
    createdAt: info.createdAt,
    lastModified: info.lastModified,
    sha: info.sha,
  };
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as unknown as ModelRow;
}
