import { defined } from '../defined.ts';
import { countParameters, type ModelInfo } from '../hub/models/model-info.ts';
import { dtypeBytes } from '../notebook/quantity.ts';

/** The facts about a model that the fallback chain needs. A field is absent if the metadata lacks it. */
export interface ModelTraits {
  id: string;
  /** Pipeline tag, from `pipeline_tag`, `transformersInfo`, the card or a tag. */
  task?: string;
  /** Library name, from `library_name`, the card, a tag, or files that only one library writes. */
  library?: string;
  chat: boolean;
  trustRemoteCode: boolean;
  /** Number of parameters. */
  parameters?: number;
  /** Dtype of most parameters, in the Hub's spelling (`BF16`, `F32`). */
  dtype?: string;
  /** Size of the weights in memory, in bytes. */
  bytes?: number;
  /** Architecture, as named by transformers (`llama`). */
  modelType?: string;
  /** Quantization method of the weights, as named in the configuration (`gptq`). */
  quantization?: string;
  /** The tokenizer's mask token (`[MASK]`). */
  maskToken?: string;
}

/** Hub tags that name a library, in order of precedence. */
const LIBRARY_TAGS = [
  'sentence-transformers',
  'setfit',
  'span-marker',
  'adapter-transformers',
  'peft',
  'diffusers',
  'timm',
  'gguf',
  'mlx',
  'keras',
  'tf-keras',
  'fastai',
  'flair',
  'spacy',
  'stanza',
  'speechbrain',
  'espnet',
  'nemo',
  'asteroid',
  'pyannote-audio',
  'stable-baselines3',
  'ml-agents',
  'sample-factory',
  'sklearn',
  'ultralytics',
  'open_clip',
  'fasttext',
  'gliner',
  'paddlenlp',
  'PaddleOCR',
  'transformers.js',
  'coreml',
  'nobg',
  'llamafile',
  'transformers',
];

const CHAT_NAME = /(?:^|[-_.])(?:instruct|chat|it|dpo|rlhf)(?:$|[-_.])/i;

const asString = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function findLibrary(info: ModelInfo, tags: ReadonlySet<string>): string | undefined {
  const named = info.library_name ?? asString(info.cardData?.library_name);
  if (named !== undefined) return named;
  const tagged = LIBRARY_TAGS.find((library) => tags.has(library));
  if (tagged !== undefined) return tagged;
  const config = info.config ?? {};
  if (config.peft !== undefined) return 'peft';
  if (config.diffusers !== undefined) return 'diffusers';
  if (info.transformersInfo !== undefined || asString(config.model_type) !== undefined) return 'transformers';
  if (info.gguf !== undefined || info.siblings.some((file) => file.rfilename.endsWith('.gguf')))
    return 'gguf';
  return undefined;
}

/**
 * Reads the traits of a model from its metadata.
 * @param knownTasks pipeline tags to recognize among the model's tags
 */
export function readTraits(info: ModelInfo, knownTasks: ReadonlySet<string>): ModelTraits {
  const tags = new Set(info.tags);
  const task =
    info.pipeline_tag ??
    info.transformersInfo?.pipeline_tag ??
    asString(info.cardData?.pipeline_tag) ??
    info.tags.find((tag) => knownTasks.has(tag));
  const library = findLibrary(info, tags);
  const config = info.config ?? {};
  const tokenizer = config.tokenizer_config as { chat_template?: unknown } | undefined;
  const chat =
    tags.has('conversational') ||
    tokenizer?.chat_template !== undefined ||
    info.gguf?.chat_template !== undefined ||
    CHAT_NAME.test(info.id.split('/').at(-1) ?? '');
  const byDtype = Object.entries(info.safetensors?.parameters ?? {});
  const parameters = countParameters(info);
  const bytes = byDtype.reduce((sum, [dtype, count]) => sum + count * (dtypeBytes(dtype) ?? 2), 0);
  const quantization = readQuantization(config, tags);
  const dtype = byDtype.sort((a, b) => b[1] - a[1])[0]?.[0];
  return {
    id: info.id,
    chat,
    trustRemoteCode: tags.has('custom_code') || config.auto_map !== undefined,
    ...defined({ task, library, parameters, dtype }),
    ...(bytes > 0 && { bytes }),
    ...(typeof config.model_type === 'string' && { modelType: config.model_type }),
    ...defined({ quantization, maskToken: info.mask_token }),
  };
}

/** Tags that the Hub adds to quantized checkpoints. */
const QUANTIZED_TAGS = [
  'gptq',
  'awq',
  'bitsandbytes',
  'compressed-tensors',
  'fp8',
  'mxfp4',
  'exl2',
  'aqlm',
  'hqq',
];

function readQuantization(
  { quantization_config: given }: Record<string, unknown>,
  tags: ReadonlySet<string>,
): string | undefined {
  if (typeof given !== 'object' || given === null) return QUANTIZED_TAGS.find((tag) => tags.has(tag));
  const { quant_method: method } = given as { quant_method?: unknown };
  return typeof method === 'string' && /^[\w-]{1,40}$/.test(method) ? method : 'by an unknown method';
}

/** Ids of the base models, from the card or the tags. */
export function readBaseModels({ cardData, tags }: Pick<ModelInfo, 'cardData' | 'tags'>): string[] {
  const named = cardData?.base_model;
  const fromCard = (Array.isArray(named) ? named : [named]).filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
  return fromCard.length > 0 ? fromCard : tagValues(tags, 'base_model:');
}

/** Values of the tags with a prefix: `mit` for `license:mit`. */
export const tagValues = (tags: string[], prefix: string): string[] =>
  tags.flatMap((tag) =>
    tag.startsWith(prefix) && !tag.slice(prefix.length).includes(':') ? [tag.slice(prefix.length)] : [],
  );
