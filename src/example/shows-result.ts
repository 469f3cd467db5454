import type { Candidate } from './candidate.ts';

/** How much of the model a piece of code lets one see. */
export type Showing = 'result' | 'use' | 'load' | 'definitions';

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

/** Calls that get a model ready; anything else that is called on one uses it. */
const LOADS =
  /(?:^|\.)(?:from_pretrained|from_hub|from_hparams|from_single_file|from_config|from_pretrained_keras|pipeline|create_model|create_transform|resolve_model_data_config|load|load_model|load_from_hub|load_dataset|hf_hub_download|snapshot_download|to|eval|cuda|cpu|half|float|bfloat16|requires_grad_|compile|is_available|device|manual_seed|seed|set_\w+|enable_\w+|disable_\w+|load_lora_weights|load_ip_adapter|load_adapter|fuse_lora|add_adapter|unet\.to|add_special_tokens|resize_token_embeddings|merge_and_unload|login|from_config|getenv|join|format|warn|filterwarnings|simplefilter|get_device_capability|is_bf16_supported|append|insert|len|str|int|dict|list|super|__init__|register|update|len)$/;

/** Reads what a candidate does with the model: shows a result, uses it unseen, only loads it, or only defines things. */
export function readShowing(candidate: Candidate): Showing {
  const top = candidate.calls.filter((call) => !call.inFunction);
  const defined = candidate.names.defines;
  const last = (callee: string) => callee.slice(callee.lastIndexOf('.') + 1);
  if (candidate.calls.length > 0 && top.length === 0) return 'definitions';
  const uses = top.filter((call) => {
    const name = last(call.callee);
    if (SHOWS.has(name) || LOADS.test(call.callee)) return false;
    return !/^[A-Z]/.test(name) || defined.has(call.callee);
  });
  if (top.some((call) => SHOWS.has(last(call.callee)))) return 'result';
  if (uses.length === 0) return top.length === 0 ? 'definitions' : 'load';
  return endsInExpression(candidate) ? 'result' : 'use';
}

/** A notebook displays the value of a last line that is an expression. */
function endsInExpression(candidate: Candidate): boolean {
  let last = candidate.file.tree.topNode.lastChild;
  while (last !== null && last.name === 'Comment') last = last.prevSibling;
  return last !== null && last.name === 'ExpressionStatement';
}
