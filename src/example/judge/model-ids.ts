import type { Candidate } from './candidate.ts';

const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const LOADERS = new Set(
  'from_pretrained pipeline SentenceTransformer CrossEncoder LLM hf_hub_download snapshot_download from_hparams loadranker from_pretrained_keras create_model load from_pipe Model'.split(
    ' ',
  ),
);
const ID_KEYWORDS = /^(?:repo_id|model|model_id|model_name|source|pretrained_model_name_or_path)$/;

function isLoader({ callee }: { callee: string }): boolean {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  return LOADERS.has(name) || /^load_\w/.test(name);
}

const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

/** Ids of the Hub models that the code loads, in order. */
function loadedModels(candidate: Candidate): string[] {
  const ids: string[] = [];
  for (const call of candidate.calls) {
    if (!isLoader(call)) continue;
    const positional = call.args.filter((entry) => entry.keyword === undefined);
    const arg =
      call.args.find((entry) => ID_KEYWORDS.test(entry.keyword ?? '') && HUB_ID.test(entry.string ?? '')) ??
      (call.callee.endsWith('pipeline')
        ? positional[1]
        : positional.find((entry) => entry.string !== undefined));
    const id = arg?.string?.replace(/^hf[-_]hub:/, '');
    if (id !== undefined && (HUB_ID.test(id) || call.callee.endsWith('from_pretrained'))) ids.push(id);
  }
  return ids;
}

/**
 * Whether the code loads only base models of this one. Any other id may be a former name of this model, so the answer
 * is then no.
 */
export function loadsOnlyBaseModels(candidate: Candidate, own: string[], base: string[]): boolean {
  const ownNames = new Set(own.map(nameOf));
  const baseNames = new Set(base.map(nameOf).filter((name) => !ownNames.has(name)));
  const loaded = loadedModels(candidate).map(nameOf);
  return loaded.length > 0 && loaded.every((name) => baseNames.has(name));
}

/** Whether the code loads the model by one of its known ids. */
export const loadsThisModel = (candidate: Candidate, own: string[]): boolean =>
  loadedModels(candidate).some((id) => own.includes(id));

/** Whether the code loads models, but none by a known id of this one. */
export function loadsOnlyOtherModels(candidate: Candidate, own: string[]): boolean {
  const loaded = loadedModels(candidate);
  return loaded.length > 0 && !loaded.some((id) => own.includes(id));
}

const ownerOf = (id: string) => (id.includes('/') ? id.slice(0, id.indexOf('/')).toLowerCase() : id);

/** Whether the code loads this model, a model with the same name or owner, or one whose id is not a literal. */
export function mayLoadThisModel(candidate: Candidate, own: string[]): boolean {
  if (!candidate.calls.some(isLoader)) return false;
  const known = new Set(own.flatMap((id) => [nameOf(id), ownerOf(id)]));
  const loaded = loadedModels(candidate);
  return (
    loaded.length === 0 ||
    known.size === 0 ||
    loaded.some((id) => known.has(nameOf(id)) || known.has(ownerOf(id)))
  );
}

/** Packages that programs use in addition to a model's own. Any other package is assumed to belong to the model. */
const GENERAL_PACKAGES =
  /^(?:os|sys|re|io|json|math|time|random|copy|base64|pathlib|typing|collections|itertools|functools|warnings|logging|argparse|subprocess|shutil|tempfile|urllib|datetime|dataclasses|numpy|torch|PIL|requests|matplotlib|pandas|tqdm|IPython|cv2|datasets|huggingface_hub)$/;

/** Whether the code loads a model or imports a package that belongs to one. */
export function touchesModel({ names, calls }: Candidate): boolean {
  return (
    names.imports.some(({ module }) => !GENERAL_PACKAGES.test(module.split('.')[0] ?? '')) ||
    calls.some(isLoader)
  );
}
