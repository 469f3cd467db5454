import { trimEnd } from '../../encode/trim-end.ts';
import type { Call, CallArg } from '../../python/names/calls.ts';
import type { Candidate } from './candidate.ts';

const LOADS_MODEL =
  /(?:^|\.)(?:from_pretrained|SentenceTransformer|CrossEncoder|SparseEncoder|StaticModel|pipeline|LLM)$/;
const MODEL_KEYWORDS =
  /^(?:model|model_id|model_name|model_name_or_path|pretrained_model_name_or_path|tokenizer|adapter_path)$/;

/** Names of output folders in training scripts. No owner on the Hub has such a name. */
const FOLDER =
  '(?:(?:my|final|best|last|latest|saved?|trained|fine[-_]?tuned|distilled|merged|local|quantized|pre[-_]?trained|exported|output|training)[-_]?)*(?:models?|outputs?|results?|checkpoints?|ckpts?|weights|adapters?|exports?|artifacts|logs?|runs|tmp|lora[-_](?:weights|adapter|model|out))';
const PATHS = [
  /^(?:\.{1,2}(?:[\\/]|$)|~[\\/]|\/|[A-Za-z]:[\\/])/,
  /^[\w.-]+(?:[\\/][\w.-]+){2,}[\\/]?$/,
  /^[\w.-]+\/$/,
  new RegExp(`^${FOLDER}[\\\\/]`, 'i'),
  new RegExp(
    `^(?:my|final|best|last|saved?|trained|fine[-_]?tuned|merged|local|output|training)[-_]?${FOLDER}$`,
    'i',
  ),
  /^(?:outputs?|results?|checkpoints?|saved_model)$/i,
  /^[\w.-]+\/(?:final|best|last|latest|checkpoint-?\d*|(?:final|best|merged)[-_](?:model|checkpoint|adapter))$/i,
];
const WRITES =
  /(?:^|\.)(?:save\w*|to_disk|push_to_hub|makedirs|mkdir|snapshot_download|hf_hub_download|clone_from|extractall|convert)$/;

/** Finds a local folder that the code loads its model from, but neither writes nor downloads. */
export function findLocalModelFolder(
  candidate: Candidate,
  own: string[],
): { value: string; line: number } | undefined {
  const available = new Set(own);
  for (const { callee, args } of candidate.calls) {
    if (!WRITES.test(callee)) continue;
    for (const { string } of args) if (string !== undefined) available.add(trimmed(string));
  }
  const shell = [...candidate.code.matchAll(/^[ \t]*!.*$/gm)].join(' ');
  for (const call of candidate.calls) {
    for (const { string = '' } of modelArguments(call)) {
      if (string.includes('://') || !PATHS.some((path) => path.test(string))) continue;
      const value = trimmed(string);
      const name = value.slice(value.lastIndexOf('/') + 1);
      if (!available.has(value) && !(name !== '' && shell.includes(name))) return { value, line: call.line };
    }
  }
  return undefined;
}

/** The arguments that name the model, in a call that loads one. */
export function modelArguments({ callee, args }: Call): CallArg[] {
  if (!LOADS_MODEL.test(callee)) return [];
  const task = callee.endsWith('pipeline') ? 1 : 0;
  const positional = args.filter(({ keyword }) => keyword === undefined);
  return args.filter((arg) =>
    arg.keyword === undefined ? positional.indexOf(arg) >= task : MODEL_KEYWORDS.test(arg.keyword),
  );
}

const trimmed = (path: string) => trimEnd(path.replace(/^\.[\\/]/, ''), '\\/');
