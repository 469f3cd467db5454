/**
 * Names that libraries have renamed, tested with transformers 5.24, huggingface_hub 2.4, numpy 2.4 and Pillow 13
 * (2026-11-24). Only names with an exact replacement are listed.
 */

export interface ModelFacts {
  /** Known ids of the model. */
  modelIds: string[];
  /** `model_type` in its configuration. */
  modelType?: string;
}

/** Vision models whose `...FeatureExtractor` became `...ImageProcessor` with the same arguments and results. */
const FEATURE_EXTRACTORS = `
  Beit CLIP ChineseCLIP ConditionalDetr ConvNext DPT DeformableDetr DeiT Detr Donut Flava GLPN ImageGPT
  LayoutLMv2 LayoutLMv3 Levit MaskFormer MobileNetV1 MobileNetV2 MobileViT OwlViT Perceiver PoolFormer
  Segformer ViT VideoMAE Vilt Yolos
`
  .trim()
  .split(/\s+/);

/** Full old names, and the last part of the new names. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ['transformers.AutoModelForVision2Seq', 'AutoModelForImageTextToText'],
  ['transformers.MT5Tokenizer', 'T5Tokenizer'],
  ['transformers.MT5TokenizerFast', 'T5TokenizerFast'],
  ...FEATURE_EXTRACTORS.map((name): [string, string] => [
    `transformers.${name}FeatureExtractor`,
    `${name}ImageProcessor`,
  ]),
  ['PIL.Image.ANTIALIAS', 'LANCZOS'],
  ['numpy.float_', 'float64'],
  ['numpy.complex_', 'complex128'],
  ['numpy.unicode_', 'str_'],
  ['numpy.string_', 'bytes_'],
  ['numpy.NaN', 'nan'],
  ['numpy.NAN', 'nan'],
  ['numpy.Inf', 'inf'],
  ['numpy.infty', 'inf'],
  ['numpy.product', 'prod'],
  ['numpy.trapz', 'trapezoid'],
  ['numpy.in1d', 'isin'],
]);

/** Names of numpy that were aliases of Python's built-in types. */
export const BUILTIN_ALIASES: ReadonlySet<string> = new Set(
  ['float', 'int', 'object', 'str', 'complex'].map((name) => `numpy.${name}`),
);

/** The classes of transformers 5 that replace `AutoModelWithLMHead` of 4.57, with the model types of each. */
const LM_HEADS: Record<string, string> = {
  AutoModelForCausalLM:
    'bloom codegen cpmant ctrl gpt-sw3 gpt2 gpt_bigcode gpt_neo gpt_neox gpt_neox_japanese gptj mamba mpt openai-gpt reformer rwkv xlnet',
  AutoModelForMaskedLM:
    'albert bert big_bird camembert convbert data2vec-text deberta deberta-v2 distilbert electra ernie esm flaubert fnet funnel ibert layoutlm longformer luke mobilebert mpnet mra nystromformer rembert roberta roberta-prelayernorm roc_bert roformer squeezebert tapas xlm-roberta xlm-roberta-xl xmod yoso',
  AutoModelForSeq2SeqLM:
    'bart bigbird_pegasus blenderbot-small encoder-decoder fsmt led longt5 m2m_100 marian mvp nllb-moe pegasus_x plbart switch_transformers t5',
};

/** The class that replaces `AutoModelWithLMHead` for this model type. */
export const lmHeadFor = (modelType: string): string | undefined =>
  Object.keys(LM_HEADS).find((name) => LM_HEADS[name]!.split(' ').includes(modelType));

export interface RenamedArgument {
  keyword: string;
  /** Matches the last part of the names of the functions that take it. */
  callee: RegExp;
  /** Returns the new argument, or `''` to remove it, or undefined if this value cannot be replaced. */
  replace: (value: string) => string | undefined;
  note: string;
}

const LOADS = /^(?:from_pretrained|pipeline)$/;

export const RENAMED_ARGUMENTS: RenamedArgument[] = [
  {
    keyword: 'framework',
    callee: /^pipeline$/,
    replace: (value) => (/^["']pt["']$/.test(value) ? '' : undefined),
    note: 'framework was removed; PyTorch is the only option',
  },
  {
    // `None` uses the reader's token if there is one. `True` would fail without a token, even for a public model.
    keyword: 'use_auth_token',
    callee:
      /^(?:from_pretrained|pipeline|hf_hub_download|snapshot_download|load_dataset|SentenceTransformer|CrossEncoder|Pipeline|Model|Inference)$/,
    replace: (value) => `token=${value === 'True' ? 'None' : value}`,
    note: 'use_auth_token is now token',
  },
  {
    keyword: 'resume_download',
    callee: /^(?:from_pretrained|hf_hub_download|snapshot_download)$/,
    replace: () => '',
    note: 'resume_download was removed; downloads are always resumed',
  },
  ...['load_in_8bit', 'load_in_4bit'].map((keyword) => ({
    keyword,
    callee: /^from_pretrained$/,
    replace: (value: string) =>
      value === 'True' ? `quantization_config={"${keyword}": True}` : value === 'False' ? '' : undefined,
    note: `${keyword} is now part of quantization_config`,
  })),
  {
    keyword: 'use_flash_attention_2',
    callee: /^from_pretrained$/,
    replace: (value) =>
      value === 'True' ? 'attn_implementation="sdpa"' : value === 'False' ? '' : undefined,
    note: 'use_flash_attention_2 was removed; sdpa is built into PyTorch',
  },
  {
    keyword: 'grouped_entities',
    callee: LOADS,
    replace: (value) =>
      value === 'True'
        ? 'aggregation_strategy="simple"'
        : value === 'False'
          ? 'aggregation_strategy="none"'
          : undefined,
    note: 'grouped_entities is now aggregation_strategy',
  },
  {
    keyword: 'return_all_scores',
    callee: /./,
    replace: (value) => (value === 'True' ? 'top_k=None' : undefined),
    note: 'return_all_scores is now top_k',
  },
  { keyword: 'topk', callee: LOADS, replace: (value) => `top_k=${value}`, note: 'topk is now top_k' },
];
