/** One way of loading a model from the Hub that takes a revision. */
export interface Loader {
  /** Matches the full name of the callee, with imports resolved. */
  origin: RegExp;
  /** Position of the repository id among the positional arguments. `keywords` are its names. */
  idPosition: number;
  keywords: string[];
  /** How the revision is passed: as a keyword, or in the id after an `@`. */
  by: 'keyword' | 'at-sign';
  /** If there are at least this many positional arguments, one of them may be the revision. */
  revisionPosition?: number;
  /**
   * The keyword for the repository of an adapter, where `revision` would also apply to the base model's repository.
   * `none` if the call has no such keyword.
   */
  adapterKeyword?: 'adapter_kwargs' | 'none';
  /** Keywords that name repositories to which the revision would also apply. */
  sameRepository?: string[];
}

/** Matches the classes of transformers that load weights, by the library's naming conventions. */
const MODEL_CLASS = String.raw`(?:\w*AutoModel\w*|\w+Model|\w+For[A-Z]\w*|\w+LMHead\w*)`;
const NAME = String.raw`[A-Za-z_][\w.]*`;

/**
 * Loaders that take a revision, from the signatures in the packages at the versions below. Some are left out, because
 * `revision` would raise a TypeError, be ignored, or apply to another repository: `llama_cpp.Llama.from_pretrained`,
 * `span_marker` (passes it to the encoder's tokenizer), `model2vec`, `open_clip`, `speechbrain` (takes `fetch_config`
 * instead), `load_adapter` of `adapters`, `flair`, `FlagEmbedding`.
 */
export const LOADERS: Loader[] = [
  // transformers 5.23, pipelines/__init__.py: `revision` is the ninth parameter and applies to every part given as a string.
  {
    origin: /^transformers\.(?:pipelines\.)?pipeline$/,
    idPosition: 1,
    keywords: ['model'],
    by: 'keyword',
    revisionPosition: 9,
    adapterKeyword: 'none',
    sameRepository: [
      'config',
      'tokenizer',
      'feature_extractor',
      'image_processor',
      'video_processor',
      'processor',
    ],
  },
  // transformers 5.23, models/auto/auto_factory.py: an adapter's base model is loaded at the same revision.
  {
    origin: new RegExp(
      `^(?:transformers|parler_tts|colpali_engine)\\.(?:${NAME}\\.)?${MODEL_CLASS}\\.from_pretrained$`,
    ),
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
    adapterKeyword: 'adapter_kwargs',
  },
  // transformers 5.23: tokenizers, processors, configurations; parler_tts, colpali_engine: subclasses of them.
  {
    origin: new RegExp(`^(?:transformers|parler_tts|colpali_engine)\\.${NAME}\\.from_pretrained$`),
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // diffusers 0.42, pipelines/pipeline_utils.py, models/modeling_utils.py, loaders/single_file.py
  {
    origin: new RegExp(`^diffusers\\.${NAME}\\.from_pretrained$`),
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path', 'pretrained_model_or_path'],
    by: 'keyword',
  },
  // diffusers 0.42, loaders/lora_pipeline.py, textual_inversion.py, ip_adapter.py: methods of any pipeline object.
  {
    origin: /^\?diffusers\.(?:load_lora_weights|load_textual_inversion|load_ip_adapter)$/,
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path_or_dict', 'pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // optimum 1.27 to 2.x, modeling_base.py (`model_id`), inherited by optimum-intel and optimum-onnx.
  {
    origin: new RegExp(`^optimum\\.${NAME}\\.from_pretrained$`),
    idPosition: 0,
    keywords: ['model_id', 'pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // peft 0.21: the model is the first argument in peft_model.py, the id is in auto.py and config.py.
  {
    origin: /^peft\.(?:peft_model\.)?PeftModel\w*\.from_pretrained$/,
    idPosition: 1,
    keywords: ['model_id'],
    by: 'keyword',
  },
  {
    origin: /^peft\.(?:\w+\.)?(?:AutoPeftModel\w*|\w+Config)\.from_pretrained$/,
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // sentence-transformers 6.2, base/model.py, cross_encoder/model.py (since 2.3)
  {
    origin: /^sentence_transformers\.(?:[a-z_.]+\.)?(?:SentenceTransformer|CrossEncoder|SparseEncoder)$/,
    idPosition: 0,
    keywords: ['model_name_or_path', 'model_name'],
    by: 'keyword',
  },
  // huggingface_hub 2.4, file_download.py, _snapshot_download.py, fastai_utils.py; from_pretrained_keras until 0.36.
  {
    origin:
      /^huggingface_hub\.(?:\w+\.)?(?:hf_hub_download|snapshot_download|hf_hub_url|from_pretrained_fastai)$/,
    idPosition: 0,
    keywords: ['repo_id'],
    by: 'keyword',
  },
  {
    origin: /^huggingface_hub\.(?:\w+\.)?from_pretrained_keras$/,
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // huggingface_hub 2.4, hub_mixin.py: setfit 1.2 and gliner 0.2 inherit its from_pretrained, as a class in a card may.
  {
    origin:
      /^(?:huggingface_hub|setfit|gliner)\.(?:\w+\.)?(?:\w*ModelHubMixin|SetFitModel|GLiNER)\.from_pretrained$/,
    idPosition: 0,
    keywords: ['pretrained_model_name_or_path', 'model_id'],
    by: 'keyword',
  },
  // tokenizers: Tokenizer.from_pretrained(identifier, revision="main", token=None), tokenizers/__init__.pyi
  {
    origin: /^tokenizers\.(?:\w+\.)?Tokenizer\.from_pretrained$/,
    idPosition: 0,
    keywords: ['identifier'],
    by: 'keyword',
    revisionPosition: 2,
  },
  // ctransformers 0.2.27, hub.py
  {
    origin: /^ctransformers\.(?:\w+\.)?Auto(?:ModelForCausalLM|Config)\.from_pretrained$/,
    idPosition: 0,
    keywords: ['model_path_or_repo_id'],
    by: 'keyword',
  },
  // vllm, entrypoints/llm.py: applies to the tokenizer too, unless tokenizer_revision is given.
  {
    origin: /^vllm\.(?:\w+\.)*LLM$/,
    idPosition: 0,
    keywords: ['model'],
    by: 'keyword',
    sameRepository: ['tokenizer'],
  },
  // unsloth, models/loader.py
  {
    origin: /^unsloth\.(?:\w+\.)*Fast\w*\.from_pretrained$/,
    idPosition: 0,
    keywords: ['model_name'],
    by: 'keyword',
  },
  // faster-whisper 1.2.1, transcribe.py
  {
    origin: /^faster_whisper\.(?:\w+\.)?WhisperModel$/,
    idPosition: 0,
    keywords: ['model_size_or_path'],
    by: 'keyword',
  },
  // pyannote.audio 4.0, core/pipeline.py, core/model.py
  {
    origin: /^pyannote\.audio\.(?:\w+\.)*(?:Pipeline|Model)\.from_pretrained$/,
    idPosition: 0,
    keywords: ['checkpoint'],
    by: 'keyword',
    revisionPosition: 2,
  },
  // mlx-lm 0.32, utils.py
  {
    origin: /^mlx_lm\.(?:utils\.)?load$/,
    idPosition: 0,
    keywords: ['path_or_hf_repo'],
    by: 'keyword',
    revisionPosition: 7,
  },
  // timm 1.0.31, models/_hub.py: `hf_split` reads the revision after an `@` in the id. It takes no keyword.
  {
    origin: /^timm\.(?:models\.)?create_model$/,
    idPosition: 0,
    keywords: ['model_name'],
    by: 'at-sign',
  },
];
