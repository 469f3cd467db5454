/** One way of loading a model from the Hub that takes a revision. */
export interface Loader {
  /** What the call's callee stands for, imports resolved. */
  origin: RegExp;
  /** Where the repository's id is passed: position and keywords. */
  at: number;
  keywords: string[];
  /** How the revision goes in: as a keyword, or behind an `@` of the id. */
  by: 'keyword' | 'at-sign';
  /** With this many positional arguments, one may be the revision already. */
  revisionAt?: number;
  /**
   * Given an adapter's repository, the keyword would be asked of the base model's too: what to use then,
   * if there is anything.
   */
  adapterKeyword?: 'adapter_kwargs' | 'none';
  /** Keywords that name other repositories, to which the revision would be applied too. */
  sameRepository?: string[];
}

/** Classes of transformers that hold weights, by the endings that the library keeps to. */
const MODEL_CLASS = String.raw`(?:\w*AutoModel\w*|\w+Model|\w+For[A-Z]\w*|\w+LMHead\w*)`;
const NAME = String.raw`[A-Za-z_][\w.]*`;

/**
 * Read from the signatures in the packages themselves, at the versions named. Left out on purpose, since
 * `revision` would be a TypeError, be ignored, or reach another repository: `llama_cpp.Llama.from_pretrained`,
 * `span_marker` (hands it on to the encoder's tokenizer), `model2vec`, `open_clip`, `speechbrain`
 * (`fetch_config` instead), `adapters`' `load_adapter`, `flair`, `FlagEmbedding`.
 */
export const LOADERS: Loader[] = [
  // transformers 5.23, pipelines/__init__.py: `revision` is the ninth parameter and goes to every part given as a string.
  {
    origin: /^transformers\.(?:pipelines\.)?pipeline$/,
    at: 1,
    keywords: ['model'],
    by: 'keyword',
    revisionAt: 9,
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
  // transformers 5.23, models/auto/auto_factory.py: an adapter's base model is asked for the same revision.
  {
    origin: new RegExp(
      `^(?:transformers|parler_tts|colpali_engine)\\.(?:${NAME}\\.)?${MODEL_CLASS}\\.from_pretrained$`,
    ),
    at: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
    adapterKeyword: 'adapter_kwargs',
  },
  // transformers 5.23: tokenizers, processors, configurations; parler_tts, colpali_engine: subclasses of them.
  {
    origin: new RegExp(`^(?:transformers|parler_tts|colpali_engine)\\.${NAME}\\.from_pretrained$`),
    at: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // diffusers 0.42, pipelines/pipeline_utils.py, models/modeling_utils.py, loaders/single_file.py
  {
    origin: new RegExp(`^diffusers\\.${NAME}\\.from_pretrained$`),
    at: 0,
    keywords: ['pretrained_model_name_or_path', 'pretrained_model_or_path'],
    by: 'keyword',
  },
  // diffusers 0.42, loaders/lora_pipeline.py, textual_inversion.py, ip_adapter.py: methods of any pipeline object.
  {
    origin: /^\?diffusers\.(?:load_lora_weights|load_textual_inversion|load_ip_adapter)$/,
    at: 0,
    keywords: ['pretrained_model_name_or_path_or_dict', 'pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // optimum 1.27 to 2.x, modeling_base.py (`model_id`); optimum-intel and optimum-onnx inherit it.
  {
    origin: new RegExp(`^optimum\\.${NAME}\\.from_pretrained$`),
    at: 0,
    keywords: ['model_id', 'pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // peft 0.21, peft_model.py: the model comes first; auto.py and config.py: the id does.
  {
    origin: /^peft\.(?:peft_model\.)?PeftModel\w*\.from_pretrained$/,
    at: 1,
    keywords: ['model_id'],
    by: 'keyword',
  },
  {
    origin: /^peft\.(?:\w+\.)?(?:AutoPeftModel\w*|\w+Config)\.from_pretrained$/,
    at: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // sentence-transformers 6.2, base/model.py, cross_encoder/model.py (there since 2.3)
  {
    origin: /^sentence_transformers\.(?:[a-z_.]+\.)?(?:SentenceTransformer|CrossEncoder|SparseEncoder)$/,
    at: 0,
    keywords: ['model_name_or_path', 'model_name'],
    by: 'keyword',
  },
  // huggingface_hub 2.4, file_download.py, _snapshot_download.py, fastai_utils.py; from_pretrained_keras until 0.36.
  {
    origin:
      /^huggingface_hub\.(?:\w+\.)?(?:hf_hub_download|snapshot_download|hf_hub_url|from_pretrained_fastai)$/,
    at: 0,
    keywords: ['repo_id'],
    by: 'keyword',
  },
  {
    origin: /^huggingface_hub\.(?:\w+\.)?from_pretrained_keras$/,
    at: 0,
    keywords: ['pretrained_model_name_or_path'],
    by: 'keyword',
  },
  // huggingface_hub 2.4, hub_mixin.py: setfit 1.2 and gliner 0.2 inherit its from_pretrained, as a class in a card may.
  {
    origin:
      /^(?:huggingface_hub|setfit|gliner)\.(?:\w+\.)?(?:\w*ModelHubMixin|SetFitModel|GLiNER)\.from_pretrained$/,
    at: 0,
    keywords: ['pretrained_model_name_or_path', 'model_id'],
    by: 'keyword',
  },
  // tokenizers: Tokenizer.from_pretrained(identifier, revision="main", token=None), tokenizers/__init__.pyi
  {
    origin: /^tokenizers\.(?:\w+\.)?Tokenizer\.from_pretrained$/,
    at: 0,
    keywords: ['identifier'],
    by: 'keyword',
    revisionAt: 2,
  },
  // ctransformers 0.2.27, hub.py
  {
    origin: /^ctransformers\.(?:\w+\.)?Auto(?:ModelForCausalLM|Config)\.from_pretrained$/,
    at: 0,
    keywords: ['model_path_or_repo_id'],
    by: 'keyword',
  },
  // vllm, entrypoints/llm.py: the tokenizer follows unless tokenizer_revision is given.
  {
    origin: /^vllm\.(?:\w+\.)*LLM$/,
    at: 0,
    keywords: ['model'],
    by: 'keyword',
    sameRepository: ['tokenizer'],
  },
  // unsloth, models/loader.py
  {
    origin: /^unsloth\.(?:\w+\.)*Fast\w*\.from_pretrained$/,
    at: 0,
    keywords: ['model_name'],
    by: 'keyword',
  },
  // faster-whisper 1.2.1, transcribe.py
  {
    origin: /^faster_whisper\.(?:\w+\.)?WhisperModel$/,
    at: 0,
    keywords: ['model_size_or_path'],
    by: 'keyword',
  },
  // pyannote.audio 4.0, core/pipeline.py, core/model.py
  {
    origin: /^pyannote\.audio\.(?:\w+\.)*(?:Pipeline|Model)\.from_pretrained$/,
    at: 0,
    keywords: ['checkpoint'],
    by: 'keyword',
    revisionAt: 2,
  },
  // mlx-lm 0.32, utils.py
  {
    origin: /^mlx_lm\.(?:utils\.)?load$/,
    at: 0,
    keywords: ['path_or_hf_repo'],
    by: 'keyword',
    revisionAt: 7,
  },
  // timm 1.0.31, models/_hub.py: `hf_split` reads the revision behind an `@` of the id, and no keyword is taken.
  {
    origin: /^timm\.(?:models\.)?create_model$/,
    at: 0,
    keywords: ['model_name'],
    by: 'at-sign',
  },
];
