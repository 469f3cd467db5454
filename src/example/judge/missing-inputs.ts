import type { Candidate } from './candidate.ts';

/** These match anywhere in a string, even in prose. */
const PLACEHOLDERS_IN_TEXT: RegExp[] = [
  /(?:^|[\s"'/=])\/?path[-_/]to[-_/]/i,
  /\b(?:hf_|sk-)(?:x{3,}|\.{2,}|\*{3,}|your|token)/i,
  /\bYOUR_[A-Z_]+\b/,
];

/** First words of placeholders such as `<your token>`. */
const PLACEHOLDER_TAGS = new Set(
  'your my insert enter path model token username user_name api hf file image audio url some the'.split(' '),
);

const holdsPlaceholderTag = (text: string): boolean =>
  [...text.matchAll(/<([^<>|]*)>/g)].some(([, inside]) => {
    const tag = inside!.trimStart();
    return !tag.includes('\n') && PLACEHOLDER_TAGS.has((/^\w+/.exec(tag)?.[0] ?? '').toLowerCase());
  });

/** These match only in a string without spaces: a path, a name or an id. */
const PLACEHOLDER_WORDS: RegExp[] = [
  /(?:^|[/=_-])(?:your|my)[-_](?:user|token|key|api|model|audio|image|file|text|org|username|hf|path|folder|dataset|repo|name|awesome)/i,
  /^your[-_]?\w*(?:[/.]|$)/i,
  /(?:^|[/_-])path[-_]?(?:to|of)(?:[/_-]|$)/i,
  /^(?:x{3,}|hf_\.*|token|\{\{?\w+\}?\}|\[[A-Z_]{6,}\]|\.\.\.\/.*)$/i,
  /\bfill[-_]in[-_]/i,
  /^(?:model_?(?:name|id|path)|(?:sentence_transformers|cross_encoder|sparse_encoder|setfit|span_marker)_model_(?:id|name))$/i,
  /^(?:username|user|organization|org|owner|user_name)\/[\w.-]+$/i,
];

/** Whether a word is a tag such as `<model_id>` or `<path>`. */
const isNamedTag = (word: string): boolean =>
  /^<[^<>|]*>$/.test(word) && /your|path|name|model_?id|here|key|repo|file|url/i.test(word);

/** Whether a string is a placeholder for a value that the reader must fill in. */
export function isPlaceholder(value: string): boolean {
  if (holdsPlaceholderTag(value) || PLACEHOLDERS_IN_TEXT.some((pattern) => pattern.test(value))) return true;
  return (
    value.length <= 200 &&
    !/\s/.test(value.trim()) &&
    (isNamedTag(value.trim()) || PLACEHOLDER_WORDS.some((pattern) => pattern.test(value.trim())))
  );
}

const FILE_NAME =
  /^[^\n<>|*?]{1,200}\.(?:jpe?g|png|webp|gif|bmp|tiff?|svg|wav|mp3|flac|ogg|m4a|opus|mp4|avi|mov|mkv|webm|pdf|docx?|csv|tsv|xlsx?|txt|jsonl?|ya?ml|parquet|onnx|ort|pth?|ckpt|tar|gz|zip|npy|npz|pkl|pickle|joblib|h5|hdf5|h5ad|keras|tflite|bin|safetensors|gguf|ggml|model|nemo|engine|mlpackage|ply|obj|glb|nii|dcm|py|sh|html|xml|fasta|fastq|pdb|cif|sdf|vcf|midi?|srt|feather|arrow|sqlite|mat|aac)$/i;
const LOCAL_FOLDER = /^(?:\.{1,2}[\\/]|~[\\/]|\/(?!\/)[\w.-]+\/[\w.-]|[A-Za-z]:[\\/]|file:\/\/)/;
/** Paths that exist only on the author's machine. */
const AUTHORS_DISK =
  /^(?:\/home\/\w|\/Users\/\w|\/root\/\w|\/mnt\/\w|\/data\/\w|\/content\/drive\/|[A-Za-z]:[\\/]Users[\\/])[^\n]{0,200}$/;
const NOT_A_FILE = /^(?:https?|s3|gs|hf|ftp|data):|^\.\w+$|\{\w*\}|%s/i;

/** Calls that do not read a local file: they write it, fetch it from the Hub, or only use its name. */
const WRITES_OR_FETCHES = new Set([
  'save',
  'savefig',
  'imwrite',
  'imsave',
  'to_csv',
  'to_json',
  'to_excel',
  'to_parquet',
  'to_file',
  'dump',
  'write',
  'writelines',
  'export',
  'export_to_video',
  'export_to_gif',
  'export_to_ply',
  'write_video',
  'write_videofile',
  'write_audio',
  'wavfile.write',
  'urlretrieve',
  'download',
  'download_file',
  'hf_hub_download',
  'hf_hub_url',
  'cached_download',
  'cached_file',
  'load_lora_weights',
  'load_textual_inversion',
  'load_ip_adapter',
  'from_pretrained',
  'from_single_file',
  'load_from_hub',
  'save_pretrained',
  'save_audio',
  'save_image',
  'save_model',
  'save_wav',
  'synthesize_to_file',
  'tts_to_file',
  'try_to_load_from_cache',
  'Popen',
  'print',
  'format',
  'endswith',
  'startswith',
  'from_hub',
  'from_gguf',
  'create_model',
  'replace',
  'append',
  'split',
  'mimsave',
  'tofile',
  'list_repo_files',
  'ChatMessage',
]);
const FETCHED_KEYWORDS = new Set([
  'filename',
  'file_name',
  'weight_name',
  'gguf_file',
  'model_file',
  'weights_name',
  'subfolder',
  'file_path_or_url',
  'out_path',
  'output_path',
  'output',
  'output_file',
  'save_path',
  'savedir',
  'outfile',
  'model_basename',
  'out',
  'hparams_file',
  'download_root',
  'save_dir',
  'cache_dir',
  'output_dir',
  'local_dir',
  'offload_folder',
  'log_dir',
]);
const OUTPUT_NAME = /(?:^|_)(?:out|output|save|result|dest|target|cache|download)\w*/i;

/**
 * Finds a file or folder that the code reads but that exists only on the author's machine: the code neither writes nor
 * downloads it, and the model's repository does not contain it.
 */
export function findMissingFile(
  candidate: Candidate,
  repositoryFiles: ReadonlySet<string>,
  downloads: ReadonlyMap<string, unknown> = new Map(),
): { value: string; line: number } | undefined {
  const available = new Set<string>(downloads.keys());
  for (const call of candidate.calls) {
    const name = call.callee.slice(call.callee.lastIndexOf('.') + 1);
    const writes =
      WRITES_OR_FETCHES.has(name) ||
      ((name === 'open' || name === 'ZipFile' || name === 'VideoWriter') &&
        call.args.some((arg) => arg.string !== undefined && /^[wax]b?\+?$/.test(arg.string)));
    for (const arg of call.args) {
      if (arg.string === undefined) continue;
      const keyword = arg.keyword ?? '';
      const isOutput = FETCHED_KEYWORDS.has(keyword) || /^(?:out|output|save)_/.test(keyword);
      if (writes || name === 'makedirs' || name === 'mkdir' || isOutput) available.add(arg.string);
    }
  }
  for (const match of candidate.code.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*[rf]?(["'])(.*?)\2/gm)) {
    if (OUTPUT_NAME.test(match[1]!)) available.add(match[3]!);
  }
  for (const match of candidate.code.matchAll(/^[ \t]*!.*$/gm)) {
    for (const word of match[0].split(/\s+/)) available.add(word.slice(word.lastIndexOf('/') + 1));
  }
  const loaded = new Set<string>();
  for (const call of candidate.calls) {
    if (/(?:from_pretrained|pipeline|SentenceTransformer|CrossEncoder|load_model|load)$/.test(call.callee)) {
      for (const arg of call.args) if (arg.string !== undefined) loaded.add(arg.string);
    }
  }
  for (const { callee, args, line } of candidate.calls) {
    const [path, mode] = args;
    if (callee !== 'open' || path?.string === undefined || path.string === '' || available.has(path.string))
      continue;
    const reads = (mode?.string ?? 'r').startsWith('r') && !NOT_A_FILE.test(path.string);
    if (reads && !repositoryFiles.has(path.string)) return { value: path.string, line };
  }
  return candidate.strings.find(({ value, kind }) => {
    if (kind === 'plain' && AUTHORS_DISK.test(value)) return true;
    if (
      kind === 'docstring' ||
      kind === 'f' ||
      value.length > 200 ||
      NOT_A_FILE.test(value) ||
      available.has(value)
    )
      return false;
    if (LOCAL_FOLDER.test(value))
      return FILE_NAME.test(value) || loaded.has(value) || value.startsWith('file:');
    if (!FILE_NAME.test(value) || /\s\w+\s/.test(value)) return false;
    return !repositoryFiles.has(value) || !fetchesFromHub(candidate);
  });
}

const fetchesFromHub = (candidate: Candidate) =>
  candidate.calls.some((call) => /(?:hf_hub_download|snapshot_download|hf_hub_url)$/.test(call.callee));
