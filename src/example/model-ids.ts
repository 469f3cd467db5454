import type { Candidate } from './candidate.ts';

const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const LOADERS =
  /(?:^|\.)(?:from_pretrained|pipeline|SentenceTransformer|CrossEncoder|LLM|hf_hub_download|snapshot_download|from_hparams|load_from_hub|load_model|from_pretrained_keras|create_model|load)$/;
const ID_KEYWORDS = /^(?:repo_id|model|model_id|model_name|source|pretrained_model_name_or_path)$/;

const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

/** Ids of the Hub's models that the code loads, in order. */
export function loadedModels(candidate: Candidate): string[] {
  const ids: string[] = [];
  for (const call of candidate.calls) {
    if (!LOADERS.test(call.callee)) continue;
    const positional = call.args.filter((entry) => entry.keyword === undefined);
    const arg =
      call.args.find((entry) => ID_KEYWORDS.test(entry.keyword ?? '')) ??
      (call.callee.endsWith('pipeline') ? positional[1] : positional[0]);
    const id = arg?.string?.replace(/^hf[-_]hub:/, '');
    if (id !== undefined && (HUB_ID.test(id) || call.callee.endsWith('from_pretrained'))) ids.push(id);
  }
  return ids;
}

/**
 * Whether all that the code loads are models which this one was made from. Any other id may be this model under a
 * former name or owner, so it speaks against nothing.
 */
export function loadsOnlyBaseModels(candidate: Candidate, own: string[], base: string[]): boolean {
  const ownNames = new Set(own.map(nameOf));
  const baseNames = new Set(base.map(nameOf).filter((name) => !ownNames.has(name)));
  const loaded = loadedModels(candidate).map(nameOf);
  return loaded.length > 0 && loaded.every((name) => baseNames.has(name));
}
