import { defined } from '../../defined.ts';
import type { Hub } from '../../hub/hub.ts';
import type { ModelFacts } from '../../share/protocol.ts';

/**
 * Metadata of a model from the Hub, the cache or the snapshot, or only its name if none of them has any. Never throws.
 */
export async function describeModel(hub: Hub, id: string, maxWaitMs: number): Promise<ModelFacts> {
  const name = id.slice(id.lastIndexOf('/') + 1);
  try {
    const { info } = await hub.model(id, { signal: AbortSignal.timeout(maxWaitMs) });
    return {
      name,
      ...defined({ pipeline_tag: info.pipeline_tag, downloads: info.downloads, likes: info.likes }),
    };
  } catch {
    return { name };
  }
}
