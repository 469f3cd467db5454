import type { Candidate } from './candidate.ts';

/** What a piece of code does with the model. */
export type Outcome = 'result' | 'use' | 'load' | 'fetch' | 'definitions';

const SHOWS = new Set([
  'print',
  'pprint',
  'display',
  'show',
  'imshow',
  'Audio',
  'Image',
  'save',
  'savefig',
  'write',
  'imwrite',
  'export_to_video',
  'export_to_gif',
  'save_wav',
  'save_audio',
  'tts_to_file',
  'synthesize_to_file',
  'Video',
  'HTML',
  'render',
  'log',
  'info',
  'infer_auto_device_map',
  'write_video',
  'plot',
]);

/** Calls that only prepare a model or its inputs. Any other call uses the model. */
const PREPARES = new Set(
  `from_pretrained from_hub from_hparams from_single_file from_config from_pretrained_keras from_pipe pipeline create_model create_transform
  resolve_model_data_config resolve_data_config hf_hub_download snapshot_download to eval cuda cpu half float bfloat16 requires_grad_ compile is_available
  device manual_seed seed fuse_lora unload_lora_weights merge_and_unload merge_adapter resize_token_embeddings login getenv join format warn simplefilter
  filterwarnings is_bf16_supported append insert extend update register len str int dict list super __init__ open read get raise_for_status map filter
  shuffle select train_test_split cast_column remove_columns with_format get_peft_model empty_cache exists makedirs convert`.split(
    /\s+/,
  ),
);
const PREPARES_BY_PREFIX = /^(?:load|set|enable|disable|add|get_device|activate|freeze)(?:_|[a-z]*$)/;

const lastPart = (callee: string) => callee.slice(callee.lastIndexOf('.') + 1);

/** Calls that download files of a repository without reading them. */
const FETCHES = /(?:^|\.)(?:hf_hub_download|snapshot_download|hf_hub_url|cached_download|list_repo_files)$/;
const ALLOWED_WITH_FETCHES = /^(?:print|str|len|display|\w*\.?(?:join|makedirs|format))$/;

/**
 * Classifies what a candidate does with the model: it shows a result, uses the model without showing anything, only
 * loads it, only downloads its files, or only defines names.
 */
export function classifyOutcome(candidate: Candidate): Outcome {
  const top = candidate.calls.filter((call) => !call.inFunction);
  if (candidate.calls.length > 0 && top.length === 0) return 'definitions';
  if (
    top.some(({ callee }) => FETCHES.test(callee)) &&
    top.every(({ callee }) => FETCHES.test(callee) || ALLOWED_WITH_FETCHES.test(callee))
  )
    return 'fetch';
  const imported = new Set(candidate.names.imports.flatMap((entry) => entry.names));
  const uses = top.filter((call) => {
    if (candidate.names.defines.has(call.callee) && !imported.has(call.callee)) return true;
    const name = lastPart(call.callee);
    return !SHOWS.has(name) && !PREPARES.has(name) && !PREPARES_BY_PREFIX.test(name) && !/^[A-Z]/.test(name);
  });
  if (top.some((call) => SHOWS.has(lastPart(call.callee)))) return 'result';
  if (uses.length === 0) return top.length === 0 ? 'definitions' : 'load';
  return endsInExpression(candidate) ? 'result' : 'use';
}

/** Whether the last statement is an expression, whose value a notebook displays. */
function endsInExpression(candidate: Candidate): boolean {
  let last = candidate.file.tree.topNode.lastChild;
  while (last !== null && last.name === 'Comment') last = last.prevSibling;
  return last !== null && last.name === 'ExpressionStatement';
}
