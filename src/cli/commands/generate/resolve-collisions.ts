import { collisionError, pathKey } from '../../../batch/collision.ts';
import { defined } from '../../../defined.ts';
import type { Hub } from '../../../hub/hub.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { knownPath, type OutputPlan } from './output-plan.ts';

export interface ResolvedModels {
  models: ModelArgument[];
  /** Skipped duplicates: other names of models in `models`. */
  aliases: { name: string; as: string }[];
}

/**
 * Checks that no two models have the same output path before anything is written, as far as the paths are known. Skips
 * duplicates, including another name of the same model at the same commit, which only the Hub can detect. If the Hub
 * returns an error, the models are treated as different.
 * @throws UsageError if two models have the same path
 */
export async function resolveCollisions(
  models: readonly ModelArgument[],
  { plan, cwd, hub }: { plan: OutputPlan; cwd: string; hub: () => Promise<Pick<Hub, 'model'>> },
  signal: AbortSignal,
): Promise<ResolvedModels> {
  const byPath = new Map<string, ModelArgument>();
  const byKey = new Map<string, ModelArgument>();
  const resolved: ResolvedModels = { models: [], aliases: [] };
  for (const model of models) {
    const path = knownPath(plan, model);
    const duplicate = byKey.get(keyOf(model));
    const other = duplicate ?? (path === undefined ? undefined : byPath.get(pathKey(path, cwd)));
    if (other === undefined) {
      byKey.set(keyOf(model), model);
      if (path !== undefined) byPath.set(pathKey(path, cwd), model);
      resolved.models.push(model);
    } else if (duplicate !== undefined || (await isSameModel(model, other, await hub(), signal))) {
      resolved.aliases.push({ name: model.text, as: other.text });
    } else throw collisionError(other.text, model.text, path!);
  }
  return resolved;
}

function keyOf(model: ModelArgument): string {
  return model.kind === 'hub' ? `${model.id}@${model.revision ?? ''}` : `${model.path}\n${model.id ?? ''}`;
}

async function isSameModel(
  one: ModelArgument,
  other: ModelArgument,
  hub: Pick<Hub, 'model'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (one.kind === 'local' || other.kind === 'local') return false;
  try {
    const [first, second] = await Promise.all(
      [one, other].map(({ id, revision }) => hub.model(id, { signal, ...defined({ revision }) })),
    );
    return (
      first!.info.id === second!.info.id &&
      first!.info.sha === second!.info.sha &&
      first!.info.sha !== undefined
    );
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
