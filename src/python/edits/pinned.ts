import { type Call, type CallArg, findCalls } from '../names/calls.ts';
import { walkNames } from '../names/name-walk.ts';
import { lineOf, type PythonFile, parsePython } from '../syntax/syntax.ts';
import { applyMarkedEdits } from './marked-edits.ts';
import { LOADERS, type Loader } from './revision-table.ts';

export interface PinnedCode {
  code: string;
  /** The insertions, in text order. Line numbers are the same before and after. */
  edits: { line: number; text: string }[];
}

export interface PinOptions {
  /**
   * Whether the repository is an adapter. transformers would use `revision=` for the base model's repository too, which
   * does not have the commit. Then only the adapter is pinned.
   */
  adapter?: boolean;
}

const NOTE = 'revision pinned';
/** The likely library of a name that the block uses without importing it. */
const LIKELY_LIBRARIES: [RegExp, string][] = [
  [
    /^(?:TF|Flax)?Auto(?:Model\w*|Tokenizer|Processor|Config|FeatureExtractor|ImageProcessor)\b/,
    'transformers',
  ],
  [/^pipeline$/, 'transformers'],
  [/^\w*DiffusionPipeline\b/, 'diffusers'],
  [/^(?:SentenceTransformer|CrossEncoder)$/, 'sentence_transformers'],
  [/^(?:hf_hub_download|snapshot_download)$/, 'huggingface_hub'],
  [/^PeftModel\w*\b/, 'peft'],
];

/**
 * Adds `revision=REVISION` to the calls that load the model. The id must be a literal or a name that is bound to one
 * exactly once. The rest of the code stays unchanged. A block that is not valid Python, or has its own `REVISION`, is
 * returned unchanged.
 * @param aliases other ids of the same repository
 */
export function pinRevision(
  source: string | PythonFile,
  modelId: string,
  aliases: string[] = [],
  options: PinOptions = {},
): PinnedCode {
  const file = typeof source === 'string' ? parsePython(source) : source;
  const ids = new Set([modelId, ...aliases]);
  const insertions: { at: number; text: string }[] = [];
  if (file.problem === undefined && !walkNames(file).module.bindings.has('REVISION')) {
    for (const call of findCalls(file)) {
      const insertion = pinCall(file, call, ids, options);
      if (insertion !== undefined) insertions.push(insertion);
    }
  }
  insertions.sort((a, b) => a.at - b.at);
  return {
    code: applyMarkedEdits(
      file,
      insertions.map(({ at, text }) => ({ from: at, to: at, text, note: NOTE })),
    ),
    edits: insertions.map(({ at, text }) => ({ line: lineOf(file, at), text })),
  };
}

function pinCall(file: PythonFile, call: Call, ids: Set<string>, options: PinOptions) {
  for (const origin of originsOf(file, call)) {
    const loader = LOADERS.find((entry) => entry.origin.test(origin));
    if (loader !== undefined) return pinLoader(call, loader, ids, options);
  }
  return undefined;
}

function pinLoader(call: Call, loader: Loader, ids: Set<string>, options: PinOptions) {
  const id = idOf(call, loader);
  if (id?.string === undefined || !mayTakeRevision(call, loader, ids)) return undefined;
  if (loader.by === 'at-sign') {
    const repository = /^hf[-_]hub:(.*)$/.exec(id.string)?.[1];
    return repository !== undefined && ids.has(repository)
      ? { at: id.to, text: ' + "@" + REVISION' }
      : undefined;
  }
  if (!ids.has(id.string)) return undefined;
  const at = call.args.at(-1)!.to;
  if (!options.adapter || loader.adapterKeyword === undefined) return { at, text: ', revision=REVISION' };
  const keyword = loader.adapterKeyword;
  if (keyword === 'none' || call.args.some((arg) => arg.keyword === keyword)) return undefined;
  return { at, text: `, ${keyword}={"revision": REVISION}` };
}

/** Full names that the callee may have, with imports resolved: `transformers.AutoModel.x` for `AutoModel.x`. */
function originsOf(file: PythonFile, { callee }: Call): string[] {
  const walk = walkNames(file);
  const dot = callee.indexOf('.');
  const root = dot < 0 ? callee : callee.slice(0, dot);
  const rest = dot < 0 ? '' : callee.slice(dot);
  const method = /\.(load_lora_weights|load_textual_inversion|load_ip_adapter)$/.exec(rest);
  if (method !== null) return [`?diffusers.${method[1]}`];
  const origin = walk.origins.get(root);
  if (origin !== undefined) return [origin + rest];
  const bases = rest === '.from_pretrained' ? walk.bases.get(root) : undefined;
  if (bases !== undefined) return bases.map((base) => base + rest);
  if (root === '?' || walk.module.bindings.has(root)) return [];
  const stars = walk.imports.filter((entry) => entry.names.includes('*'));
  const familiar = LIKELY_LIBRARIES.filter(([pattern]) => pattern.test(callee));
  return [
    ...stars.map((entry) => `${entry.module}.${callee}`),
    ...familiar.map(([, module]) => `${module}.${callee}`),
  ];
}

function idOf(call: Call, loader: Loader): CallArg | undefined {
  const positional = call.args.filter((arg) => arg.keyword === undefined && arg.unpack === undefined);
  const named = call.args.find((arg) => arg.keyword !== undefined && loader.keywords.includes(arg.keyword));
  return named ?? positional[loader.idPosition];
}

function mayTakeRevision(call: Call, loader: Loader, ids: Set<string>): boolean {
  const positional = call.args.filter((arg) => arg.keyword === undefined);
  if (call.args.some((arg) => arg.unpack !== undefined || arg.keyword === 'revision')) return false;
  if (loader.revisionPosition !== undefined && positional.length >= loader.revisionPosition) return false;
  return call.args.every(({ keyword, string, text }) => {
    if (keyword === 'repo_type') return string === 'model' || text === 'None';
    if (keyword === undefined || string === undefined) return true;
    return !loader.sameRepository?.includes(keyword) || ids.has(string);
  });
}
