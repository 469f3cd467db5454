import type { Candidate } from './candidate.ts';

const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const LOADERS = /(?:^|\.)(?:from_pretrained|pipeline|SentenceTransformer|CrossEncoder|LLM|hf_hub_download|snapshot_download|from_hparams|load_from_hub|load_model|from_pretrained_keras|create_model|SequenceTagger\.load|load)$/;

const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

/** Ids of the Hub's models that the code loads, in order. */
export function loadedModels(candidate: Candidate): string[] {
  const ids: string[] = [];
  for (const call of candidate.calls) {
    if (!LOADERS.test(call.callee)) continue;
    const arg = call.callee.endsWith('pipeline')
      ? (call.args.find((entry) => entry.keyword === 'model') ?? call.args.filter((entry) => entry.keyword === undefined)[1])
      : (call.args.find((entry) => /^(?:repo_id|model|model_id|model_name|source|pretrained_model_name_or_path)$/.test(entry.keyword ?? '')) ??
        call.args.find((entry) => entry.keyword === undefined));
    const id = arg?.string?.replace(/^hf[-_]hub:/, '');
    if (id !== undefined && (HUB_ID.test(id) || call.callee.endsWith('from_pretrained'))) ids.push(id);
  }
  return ids;
}

/** The first model that the code loads when none that it loads is this one; undefined otherwise. */
export function foreignModel(candidate: Candidate, modelIds: string[]): string | undefined {
  const own = new Set(modelIds.map(nameOf));
  const loaded = loadedModels(candidate);
  return loaded.some((id) => own.has(nameOf(id))) ? undefined : loaded[0];
}
