import { toPythonLiteral } from '../../encode/python-literal.ts';
import { type Call, type CallArg, findCalls, findStrings } from '../names/calls.ts';
import { walkNames } from '../names/name-walk.ts';
import { lineOf, type PythonFile, parsePython } from '../syntax/syntax.ts';
import { applyMarkedEdits, type MarkedEdit } from './marked-edits.ts';
import { LOADERS, type Loader } from './revision-table.ts';

export interface PinnedCode {
  code: string;
  /** The inserted revisions, in text order. Line numbers are the same before and after. */
  edits: { line: number; text: string }[];
}

export interface PinOptions {
  /**
   * Whether the repository is an adapter. transformers would use `revision=` for the base model's repository too, which
   * does not have the commit. Then only the adapter is pinned.
   */
  adapter?: boolean;
  /** The revision where the code cannot use REVISION. Defaults to `main`. */
  revision?: string;
  /** Whether other cells of the author use the name MODEL_ID, whose value is then unknown. */
  ownModelId?: boolean;
}

const NOTE = 'revision pinned';
const ID_NOTE = 'set in cell 2';
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

/** A call that loads the model, and where its revision goes. */
interface Pin {
  /** Offset of the insertion, and its text for a revision as Python code. */
  at: number;
  insert: (revision: string) => string;
  /** Arguments that are literals of the model's id, or names of such literals. */
  ids: CallArg[];
}

/**
 * Adds a revision to the calls that load the model. The id must be a literal or a name that is bound to one exactly
 * once. So that papermill can replace the model, the code uses both MODEL_ID and REVISION. If other code uses the id
 * too, it uses neither, and gets the revision as a literal. The rest of the code stays unchanged. A block that is not
 * valid Python, or has its own `REVISION`, is returned unchanged.
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
  const pins: Pin[] =
    file.problem !== undefined || walkNames(file).module.bindings.has('REVISION')
      ? []
      : findCalls(file).flatMap((call) => pinCall(file, call, ids, options) ?? []);
  const usesNames = options.ownModelId !== true && canUseNames(file, pins, ids);
  const revision = usesNames ? 'REVISION' : toPythonLiteral(options.revision ?? 'main');
  const insertions = pins
    .map(({ at, insert }): MarkedEdit => ({ from: at, to: at, text: insert(revision), note: NOTE }))
    .sort((a, b) => a.from - b.from);
  const pinnedLines = new Set(insertions.map(({ from }) => lineOf(file, from)));
  const names = usesNames ? nameEdits(file, pins, pinnedLines) : [];
  return {
    code: applyMarkedEdits(file, [...names, ...insertions]),
    edits: insertions.map(({ from, text }) => ({ line: lineOf(file, from), text })),
  };
}

/** Whether the pinned calls are the only code that uses the id, so that MODEL_ID can replace it. */
function canUseNames(file: PythonFile, pins: Pin[], ids: Set<string>): boolean {
  if (pins.length === 0) return false;
  const walk = walkNames(file);
  const own = walk.module.bindings.has('MODEL_ID') ? walk.literals.get('MODEL_ID')?.value : modelIdOf(pins);
  if (own === undefined || !ids.has(withoutScheme(own))) return false;
  const replaced = new Set(pins.flatMap((pin) => pin.ids.map(({ literalFrom }) => literalFrom)));
  return findStrings(file).every(
    ({ value, from, kind }) => kind !== 'plain' || !ids.has(withoutScheme(value)) || replaced.has(from),
  );
}

const modelIdOf = (pins: Pin[]) => withoutScheme(pins[0]!.ids[0]!.string!);

/** timm's ids begin with a scheme. */
const SCHEME = /^hf[-_]hub:/;
const withoutScheme = (id: string) => id.replace(SCHEME, '');

/** Replaces the literals of the id with MODEL_ID. A line with a pinned call needs no second note. */
function nameEdits(file: PythonFile, pins: Pin[], pinnedLines: Set<number>): MarkedEdit[] {
  const literals = new Map(pins.flatMap((pin) => pin.ids.map((arg) => [arg.literalFrom!, arg])));
  return [...literals.values()].map(({ literalFrom, literalTo, string }) => {
    const scheme = SCHEME.exec(string!)?.[0];
    return {
      from: literalFrom!,
      to: literalTo!,
      text: scheme === undefined ? 'MODEL_ID' : `"${scheme}" + MODEL_ID`,
      note: pinnedLines.has(lineOf(file, literalTo!)) ? NOTE : ID_NOTE,
    };
  });
}

function pinCall(file: PythonFile, call: Call, ids: Set<string>, options: PinOptions): Pin | undefined {
  for (const origin of originsOf(file, call)) {
    const loader = LOADERS.find((entry) => entry.origin.test(origin));
    if (loader !== undefined) return pinLoader(call, loader, ids, options);
  }
  return undefined;
}

function pinLoader(call: Call, loader: Loader, ids: Set<string>, options: PinOptions): Pin | undefined {
  const id = idOf(call, loader);
  if (id?.string === undefined || !mayTakeRevision(call, loader, ids)) return undefined;
  if (loader.by === 'at-sign') {
    return SCHEME.test(id.string) && ids.has(withoutScheme(id.string))
      ? { at: id.to, insert: (revision) => ` + "@" + ${revision}`, ids: [id] }
      : undefined;
  }
  if (!ids.has(id.string)) return undefined;
  const same = call.args.filter(
    ({ keyword, string }) =>
      keyword !== undefined && loader.sameRepository?.includes(keyword) && string !== undefined,
  );
  const pin = { at: call.args.at(-1)!.to, ids: [id, ...same] };
  if (!options.adapter || loader.adapterKeyword === undefined)
    return { ...pin, insert: (revision) => `, revision=${revision}` };
  const keyword = loader.adapterKeyword;
  if (keyword === 'none' || call.args.some((arg) => arg.keyword === keyword)) return undefined;
  return { ...pin, insert: (revision) => `, ${keyword}={"revision": ${revision}}` };
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
