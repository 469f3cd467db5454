import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import PQueue from 'p-queue';
import { collisionError, pathKey } from '../../../batch/collision.ts';
import type { Journal } from '../../../batch/journal.ts';
import { defined } from '../../../defined.ts';
import type { Hub } from '../../../hub/hub.ts';
import type { ListedModel, ModelArgument } from '../../arguments/model-argument.ts';
import { comparablePath, type OutputPlan } from './output-plan.ts';

/** Models that the Hub is asked about at the same time. */
const CONCURRENCY = 8;

type HubModel = Extract<ModelArgument, { kind: 'hub' }>;

export interface ResolvedModels {
  models: ListedModel[];
  /** Skipped duplicates: other names of models in `models`. */
  aliases: { name: string; as: string }[];
}

interface CollisionContext {
  plan: OutputPlan;
  cwd: string;
  hub: () => Promise<Pick<Hub, 'model'>>;
  journal: Pick<Journal, 'lastAt'>;
}

/**
 * Gives each model an output path of its own before anything is written, as far as the paths are known. If another model
 * has the path, the owner is added to the file name; for another revision of the same model, the revision. A model keeps
 * the file that the journal has for it, so that names do not depend on the order of later lists. Skips duplicates,
 * including another name of the same model at the same commit, which only the Hub can detect. If the Hub returns an
 * error, the models are treated as different.
 */
export async function resolveCollisions(
  listed: readonly ListedModel[],
  context: CollisionContext,
  signal: AbortSignal,
): Promise<ResolvedModels> {
  const { models, aliases } = dropRepeated(listed);
  const holders = new Map<string, ModelArgument>();
  const holderOf = (path: string) => holders.get(pathKey(path, context.cwd));
  const hold = (model: ModelArgument, path: string) => holders.set(pathKey(path, context.cwd), model);

  const named = models.map((model) => {
    const recorded = model.kind === 'hub' ? findRecorded(model, context) : undefined;
    if (recorded === undefined || holderOf(recorded.path) !== undefined) return model;
    hold(recorded.model, recorded.path);
    return recorded.model;
  });
  const answers = await askAboutCollisions(named, context, signal);
  const byCommit = new Map<string, ModelArgument>();

  /** Undefined for another name of a model. */
  const settle = (model: ListedModel): ListedModel | undefined => {
    const path = model.kind === 'invalid' ? undefined : comparablePath(context.plan, model);
    if (model.kind === 'invalid' || path === undefined) return model;
    const answer = answers.get(model);
    const same = answer && byCommit.get(answer.commit);
    if (same !== undefined) {
      aliases.push({ name: model.text, as: same.text });
      return undefined;
    }
    if (answer !== undefined) byCommit.set(answer.commit, model);
    const holder = holderOf(path);
    if (holder === model) return model;
    for (const other of [model, ...otherNames(model, holder, answer?.id)]) {
      const free = comparablePath(context.plan, other);
      if (free === undefined || holderOf(free) !== undefined || isForeignFile(free, model, context)) continue;
      hold(other, free);
      return other;
    }
    return {
      kind: 'invalid',
      text: model.text,
      error: collisionError(holder?.text ?? path, model.text, path),
    };
  };
  const held = new Set<ListedModel>(holders.values());
  const settled = new Map(
    [...held, ...named.filter((model) => !held.has(model))].map((model) => [model, settle(model)]),
  );
  return { models: named.flatMap((model) => settled.get(model) ?? []), aliases };
}

function dropRepeated(listed: readonly ListedModel[]): ResolvedModels {
  const byKey = new Map<string, ListedModel>();
  const resolved: ResolvedModels = { models: [], aliases: [] };
  for (const model of listed) {
    const other = model.kind === 'invalid' ? undefined : byKey.get(keyOf(model));
    if (other !== undefined) resolved.aliases.push({ name: model.text, as: other.text });
    else resolved.models.push(model);
    if (model.kind !== 'invalid') byKey.set(keyOf(model), other ?? model);
  }
  return resolved;
}

function keyOf(model: ModelArgument): string {
  return model.kind === 'hub' ? `${model.id}@${model.revision ?? ''}` : `${model.path}\n${model.id ?? ''}`;
}

/** The name that an earlier batch in the same folder chose for the model. */
function findRecorded(model: HubModel, { plan, cwd, journal }: CollisionContext) {
  const names = [model, ...otherNames(model, undefined), ...otherNames(model, model)];
  for (const named of names) {
    const path = comparablePath(plan, named);
    const entry = path === undefined ? undefined : journal.lastAt(resolve(cwd, path));
    if (entry !== undefined && entry.model === model.id && entry.revision === model.revision)
      return { model: named, path: path! };
  }
  return undefined;
}

/** Whether a batch wrote the file for another model, and the file still exists. */
function isForeignFile(path: string, model: ModelArgument, { cwd, journal }: CollisionContext): boolean {
  const entry = journal.lastAt(resolve(cwd, path));
  if (entry === undefined || model.kind === 'local') return false;
  return entry.model !== model.id && entry.modelId !== model.id && existsSync(resolve(cwd, path));
}

/**
 * The model under other file names, the preferred one first.
 * @param holder the model that has the file, if it is in the same list
 * @param hubId the model's id according to the Hub
 */
function otherNames(model: ModelArgument, holder: ModelArgument | undefined, hubId?: string): HubModel[] {
  if (model.kind === 'local') return [];
  const { revision } = model;
  const [name, owner] = (model.id.includes('/') ? model.id : (hubId ?? model.id)).split('/').reverse();
  const withOwner = owner === undefined ? name : `${owner}-${name}`;
  const names =
    holder?.kind === 'hub' && holder.id === model.id
      ? [`${name}@${revision ?? 'main'}`]
      : [withOwner, ...(revision === undefined ? [] : [`${withOwner}@${revision}`])];
  return names.map((fileName) => ({ ...model, fileName: fileName! }));
}

interface HubAnswer {
  id: string;
  /** The id and the commit. */
  commit: string;
}

/** Asks the Hub about all models whose paths collide. */
async function askAboutCollisions(
  models: readonly ListedModel[],
  { plan, cwd, hub }: CollisionContext,
  signal: AbortSignal,
): Promise<Map<ModelArgument, HubAnswer>> {
  const byPath = new Map<string, HubModel[]>();
  for (const model of models) {
    const path = model.kind === 'hub' ? comparablePath(plan, model) : undefined;
    if (model.kind !== 'hub' || path === undefined) continue;
    const key = pathKey(path, cwd);
    byPath.set(key, [...(byPath.get(key) ?? []), model]);
  }
  const colliding = [...byPath.values()].filter((group) => group.length > 1).flat();
  const answers = new Map<ModelArgument, HubAnswer>();
  const ask = async (model: HubModel) => {
    try {
      const { info } = await (await hub()).model(model.id, {
        signal,
        ...defined({ revision: model.revision }),
      });
      if (info.sha !== undefined) answers.set(model, { id: info.id, commit: `${info.id}@${info.sha}` });
    } catch {
      signal.throwIfAborted();
    }
  };
  await new PQueue({ concurrency: CONCURRENCY }).addAll(colliding.map((model) => () => ask(model)));
  return answers;
}
