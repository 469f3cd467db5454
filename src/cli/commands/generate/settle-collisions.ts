import { collisionError, pathKey } from '../../../batch/collision.ts';
import { defined } from '../../../defined.ts';
import type { Hub } from '../../../hub/hub.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { knownPath, type OutputPlan } from './output-plan.ts';

export interface Settled {
  models: ModelArgument[];
  /** Left out: other names of models that stay. */
  aliases: { name: string; as: string }[];
}

/**
 * Sees to it, before anything is written, that no two models go to one file, as far as paths are known by now. What
 * is named twice is left out; so is another name of the same model at the same commit, which only the Hub can tell.
 * Throws UsageError for two models and one file; what the Hub's answer throws makes them two.
 */
export async function settleCollisions(
  models: readonly ModelArgument[],
  { plan, cwd, hub }: { plan: OutputPlan; cwd: string; hub: () => Promise<Pick<Hub, 'model'>> },
  signal: AbortSignal,
): Promise<Settled> {
  const byPath = new Map<string, ModelArgument>();
  const byName = new Map<string, ModelArgument>();
  const settled: Settled = { models: [], aliases: [] };
  for (const model of models) {
    const path = knownPath(plan, model);
    const twin = byName.get(nameOf(model));
    const other = twin ?? (path === undefined ? undefined : byPath.get(pathKey(path, cwd)));
    if (other === undefined) {
      byName.set(nameOf(model), model);
      if (path !== undefined) byPath.set(pathKey(path, cwd), model);
      settled.models.push(model);
    } else if (twin !== undefined || (await isSameModel(model, other, await hub(), signal))) {
      settled.aliases.push({ name: model.text, as: other.text });
    } else throw collisionError(other.text, model.text, path!);
  }
  return settled;
}

function nameOf(model: ModelArgument): string {
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
