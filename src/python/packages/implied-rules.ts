/** What the rules check about a block of code and its model. */
export interface Facts {
  code: string;
  modelType: string;
  pipelineTag: string;
  quantMethod: string;
  /** Whether one of these modules, or a submodule of one, is imported. */
  uses(...modules: string[]): boolean;
}

export interface Rule {
  when: (facts: Facts) => boolean;
  /** pip requirements, separated by spaces. */
  packages?: string;
  note?: string;
}

const SLOW_TOKENIZER =
  /\b(?:Albert|Barthez|Bartpho|BertGeneration|BigBird|Camembert|CodeLlama|Cpm|DebertaV2|ErnieM|FNet|Gemma|GPTSw3|LayoutXLM|Llama|M2M100|MBart(?:50)?|MLuke|MT5|Nllb|Pegasus|PLBart|Reformer|RemBert|SeamlessM4T|Siglip|Speech2Text|SpeechT5|T5|Udop|XGLM|XLMProphetNet|XLMRoberta|XLNet)(?:Tokenizer|Processor|ForConditionalGeneration)\b/;
const SENTENCEPIECE_TYPES =
  /^(?:albert|barthez|big_bird|camembert|cpmant|deberta-v2|fnet|llama|gemma\d?\w*|m2m_100|marian|mbart|mistral|mt5|nllb\S*|pegasus\S*|plbart|reformer|rembert|seamless_m4t\S*|siglip\d?|speech_to_text|speecht5|t5|udop|umt5|xglm|xlm-roberta\S*|xlnet)$/;
/** Matches names of models whose tokenizer is SentencePiece. */
const SENTENCEPIECE_NAMES =
  /t5|mbart|nllb|opus-mt|m2m100|xlm-r|camembert|albert-|xlnet|deberta-v[23]|pegasus|big_?bird|chatglm|baichuan|internlm|japanese-gpt|rinna|madlad|siglip|wangchanberta|kobert/i;
const IMAGE_CODE = [
  /ImageProcessor|pixel_values|CLIP(?:Processor|Model)|Image\.open|load_image/i,
  /\.(?:jpe?g|png|webp)\b/i,
  /["'](?:image|video)["']|\bimages?\s*=/i,
];
const IMAGE_TASKS =
  /^(?:any-to-any|depth-estimation|document-question-answering|image-\S+|keypoint-\S+|mask-generation|object-detection|unconditional-image-generation|video-classification|visual-question-answering|zero-shot-image-classification|zero-shot-object-detection|text-to-image)$/;
const IMAGE_PIPELINES = new Set(
  'any-to-any depth-estimation document-question-answering keypoint-matching mask-generation object-detection video-classification visual-question-answering vqa zero-shot-image-classification zero-shot-object-detection'.split(
    ' ',
  ),
);
const AUDIO_CODE =
  /["']audio["']|\bAudio\(|speech|wav2vec|whisper|hubert|\.(?:wav|flac|mp3)\b|sampling_rate/i;

const ACCELERATE_WORDS =
  '"device_map" low_cpu_mem_usage load_in_4bit load_in_8bit BitsAndBytesConfig enable_model_cpu_offload enable_sequential_cpu_offload TrainingArguments init_empty_weights load_checkpoint_and_dispatch'.split(
    ' ',
  );

/**
 * Packages that code needs without importing them. The extras of transformers 5.23 (sentencepiece, protobuf) and
 * datasets 5.2 (torchcodec for audio) are from their metadata; the rest is general knowledge. The order does not
 * matter.
 */
export const IMPLIED_RULES: Rule[] = [
  // torch
  { when: (f) => f.uses('transformers') && !usesOnlyOtherBackend(f), packages: 'torch' },
  { when: (f) => f.uses('diffusers', 'peft', 'accelerate', 'setfit', 'trl', 'adapters'), packages: 'torch' },
  { when: (f) => f.uses('diffusers'), packages: 'transformers accelerate safetensors' },
  { when: (f) => f.uses('peft', 'trl', 'adapters', 'optimum'), packages: 'transformers' },
  // The wheels of these libraries do not declare the packages (funasr 1.4.16, segment_anything 1.0, skorch 1.4,
  // mmengine 0.10.7, modelscope 1.40.2, rapidocr 3.10, rembg 2.0.86, mtcnn 1.0).
  { when: (f) => f.uses('funasr'), packages: 'torch torchaudio' },
  { when: (f) => f.uses('segment_anything'), packages: 'torch torchvision' },
  { when: (f) => f.uses('skorch', 'mmengine'), packages: 'torch' },
  {
    when: (f) => f.uses('modelscope') && /\.from_pretrained\(|\bpipeline\(/.test(f.code),
    packages: 'torch transformers',
  },
  { when: (f) => f.uses('rapidocr', 'rembg'), packages: 'onnxruntime' },
  { when: (f) => f.uses('mtcnn'), packages: 'tensorflow' },
  // memory and quantization
  {
    when: (f) =>
      ACCELERATE_WORDS.some((word) => f.code.includes(word)) || /\bdevice_map\s*=|\bTrainer\(/.test(f.code),
    packages: 'accelerate',
  },
  {
    when: (f) =>
      /load_in_[48]bit|BitsAndBytesConfig|bnb_4bit|adamw_bnb|paged_adamw/.test(f.code) ||
      f.quantMethod === 'bitsandbytes',
    packages: 'bitsandbytes accelerate',
  },
  { when: (f) => f.quantMethod === 'compressed-tensors', packages: 'compressed-tensors' },
  { when: (f) => f.quantMethod === 'torchao' || /\bTorchAoConfig\b/.test(f.code), packages: 'torchao' },
  { when: (f) => f.quantMethod === 'hqq' || /\bHqqConfig\b/.test(f.code), packages: 'hqq' },
  { when: (f) => f.quantMethod === 'quanto' || /\bQuantoConfig\b/.test(f.code), packages: 'optimum-quanto' },
  { when: (f) => /\bgguf_file\s*=|\bGGUFQuantizationConfig\b/.test(f.code), packages: 'gguf' },
  {
    when: (f) => /^(?:gptq|awq)$/.test(f.quantMethod) || /\b(?:GPTQConfig|AwqConfig)\b/.test(f.code),
    note: 'GPTQ and AWQ weights need gptqmodel, which must be built from source: pip install gptqmodel --no-build-isolation',
  },
  {
    when: (f) => f.code.split('\n').some((line) => /flash_attention_[23]/.test(line.split('#', 1)[0]!)),
    note: 'flash attention needs flash-attn, which must be built from source: pip install flash-attn --no-build-isolation',
  },
  {
    when: (f) => f.uses('transformers') && /load_adapter\(|PeftModel|LoraConfig/.test(f.code),
    packages: 'peft',
  },
  {
    when: (f) => f.uses('diffusers') && /load_lora_weights|load_lora|fuse_lora/.test(f.code),
    packages: 'peft',
  },
  // tokenizers
  {
    when: (f) =>
      f.uses('transformers') && (SLOW_TOKENIZER.test(f.code) || SENTENCEPIECE_TYPES.test(f.modelType)),
    packages: 'sentencepiece protobuf',
  },
  { when: (f) => loadsByName(f) && namesSentencepieceModel(f.code), packages: 'sentencepiece protobuf' },
  {
    when: (f) =>
      f.modelType === 'marian' || (loadsByName(f) && /Marian(?:Tokenizer|MTModel)|opus-mt/i.test(f.code)),
    packages: 'sentencepiece sacremoses',
  },
  {
    when: (f) =>
      /\b(?:BioGpt|FSMT|Flaubert|Herbert|TransfoXL|XLM)Tokenizer\b/.test(f.code) ||
      /^(?:biogpt|fsmt|flaubert|xlm)$/.test(f.modelType),
    packages: 'sacremoses',
  },
  {
    when: (f) =>
      /BertJapaneseTokenizer|(?:cl-tohoku|tohoku-nlp)\/bert/.test(f.code) || f.modelType === 'bert-japanese',
    packages: 'fugashi ipadic unidic-lite',
  },
  { when: (f) => /\bBertweetTokenizer\b|bertweet/i.test(f.code) && loadsByName(f), packages: 'emoji' },
  { when: (f) => /\bCpmTokenizer\b/.test(f.code), packages: 'jieba sentencepiece' },
  { when: (f) => /\bRoFormerTokenizer\b/.test(f.code) || f.modelType === 'roformer', packages: 'rjieba' },
  { when: (f) => /Wav2Vec2PhonemeCTCTokenizer|\bVitsTokenizer\b/.test(f.code), packages: 'phonemizer' },
  { when: (f) => /Wav2Vec2ProcessorWithLM/.test(f.code), packages: 'pyctcdecode kenlm' },
  { when: (f) => /["']Qwen\/Qwen-/.test(f.code), packages: 'tiktoken transformers-stream-generator einops' },
  // common imports of remote code
  { when: (f) => /trust_remote_code\s*=\s*True/.test(f.code), packages: 'einops' },
  { when: (f) => /Florence-2|InternVL/.test(f.code) && f.uses('transformers'), packages: 'timm einops' },
  { when: (f) => /DeepSeek-OCR/.test(f.code), packages: 'addict easydict matplotlib einops' },
  { when: (f) => /GOT-OCR/.test(f.code), packages: 'tiktoken verovio' },
  // images and video
  { when: (f) => needsImages(f), packages: 'pillow torchvision' },
  { when: (f) => f.uses('diffusers', 'open_clip', 'timm', 'torchvision'), packages: 'pillow' },
  { when: (f) => f.uses('timm', 'open_clip'), packages: 'torch torchvision' },
  { when: (f) => f.uses('open_clip') && /hf-hub:/.test(f.code), packages: 'transformers' },
  { when: (f) => f.uses('sentence_transformers') && /clip/i.test(f.code), packages: 'pillow torchvision' },
  {
    when: (f) =>
      /^(?:conditional_detr|deformable_detr|detr|table-transformer|gemma3n)$/.test(f.modelType) ||
      (f.uses('transformers') &&
        /\b(?:Conditional|Deformable)?Detr[A-Z]|TableTransformer[A-Z]|\/detr-|table-transformer/.test(
          f.code,
        )),
    packages: 'timm',
  },
  {
    when: (f) => /export_to_video|load_video\(/.test(f.code) && f.uses('diffusers'),
    packages: 'imageio imageio-ffmpeg',
  },
  {
    when: (f) => /\bWan\w*Pipeline\b|Wan2|\bIFPipeline\b|DeepFloyd/.test(f.code) && f.uses('diffusers'),
    packages: 'ftfy',
  },
  {
    when: (f) =>
      f.uses('diffusers') &&
      /flux|stable-diffusion-3|pixart|cogvideo|LTX|\bWan|Sana|AuraFlow|DeepFloyd|Kolors|mochi|hidream/i.test(
        f.code,
      ),
    packages: 'sentencepiece protobuf',
  },
  { when: (f) => /enable_xformers_memory_efficient_attention/.test(f.code), packages: 'xformers' },
  { when: (f) => /DPMSolverSDE|\bKDPM2/.test(f.code), packages: 'torchsde' },
  { when: (f) => /LMSDiscreteScheduler/.test(f.code), packages: 'scipy' },
  {
    when: (f) =>
      /["']video-classification["']/.test(f.code) || /["']type["']\s*:\s*["']video["']/.test(f.code),
    packages: 'av torchcodec',
  },
  {
    when: (f) => /["']document-question-answering["']|LayoutLMv[23]|LayoutXLM/.test(f.code),
    packages: 'pytesseract',
    note: 'pytesseract calls the tesseract program, which pip does not install',
  },
  // audio
  { when: (f) => f.uses('datasets') && AUDIO_CODE.test(f.code), packages: 'torchcodec torch' },
  { when: (f) => /torchaudio\.(?:load|save)\(/.test(f.code), packages: 'torchcodec' },
  {
    when: (f) => /["']type["']\s*:\s*["']audio["']|load_audio\(/.test(f.code),
    packages: 'librosa soundfile',
  },
  { when: (f) => f.uses('librosa'), packages: 'soundfile' },
  { when: (f) => f.uses('speechbrain'), packages: 'torchaudio soundfile huggingface-hub' },
  { when: (f) => f.uses('pyannote.audio'), packages: 'torch torchaudio torchcodec' },
  // other libraries
  {
    when: (f) => f.uses('sentence_transformers') && /backend\s*=\s*["']onnx["']/.test(f.code),
    packages: 'sentence-transformers[onnx]',
  },
  {
    when: (f) => f.uses('sentence_transformers') && /backend\s*=\s*["']openvino["']/.test(f.code),
    packages: 'sentence-transformers[openvino]',
  },
  { when: (f) => f.uses('llama_cpp') && /from_pretrained/.test(f.code), packages: 'huggingface-hub' },
  {
    when: (f) => f.uses('joblib', 'skops') || /joblib\.load|sio\.load/.test(f.code),
    packages: 'scikit-learn',
  },
  {
    when: (f) =>
      f.uses('keras', 'keras_hub', 'keras_nlp') &&
      !f.uses('tensorflow', 'jax', 'torch') &&
      !/KERAS_BACKEND/.test(f.code),
    packages: 'tensorflow',
  },
  { when: (f) => /KERAS_BACKEND["'\]\s]{0,5}=\s{0,5}["']jax/.test(f.code), packages: 'jax' },
  { when: (f) => /KERAS_BACKEND["'\]\s]{0,5}=\s{0,5}["']torch/.test(f.code), packages: 'torch' },
  { when: (f) => f.uses('keras') && /hf:\/\//.test(f.code), packages: 'huggingface-hub' },
  { when: (f) => f.uses('fastai') || /from_pretrained_fastai/.test(f.code), packages: 'fastai toml' },
  { when: (f) => f.uses('paddleocr', 'paddlenlp', 'paddlex'), packages: 'paddlepaddle' },
  { when: (f) => f.uses('flax'), packages: 'jax' },
  { when: (f) => f.uses('huggingface_sb3'), packages: 'stable-baselines3 gymnasium' },
  { when: (f) => /LunarLander|BipedalWalker|CarRacing/.test(f.code), packages: 'gymnasium[box2d] swig' },
  { when: (f) => /ALE\/|NoFrameskip|make_atari_env/.test(f.code), packages: 'gymnasium[atari] ale-py' },
  { when: (f) => f.uses('datasets') && /["']image["']/.test(f.code), packages: 'pillow' },
  { when: (f) => /read_excel|to_excel/.test(f.code), packages: 'openpyxl' },
  { when: (f) => /read_parquet|to_parquet/.test(f.code) && f.uses('pandas'), packages: 'pyarrow' },
  { when: (f) => /["']hf:\/\//.test(f.code), packages: 'huggingface-hub' },
  { when: (f) => /\.to_markdown\(/.test(f.code), packages: 'tabulate' },
  { when: (f) => /^[ \t]*%matplotlib\b/m.test(f.code), packages: 'matplotlib' },
  { when: (f) => /table-question-answering|\bTapas/.test(f.code), packages: 'pandas' },
];

function usesOnlyOtherBackend(facts: Facts): boolean {
  return (
    facts.uses('tensorflow', 'jax', 'flax', 'onnxruntime', 'vllm', 'openvino', 'mlx') &&
    !/["']pt["']|torch/.test(facts.code)
  );
}

/** Whether the code uses a library that loads a model by its name. */
function loadsByName(facts: Facts): boolean {
  return facts.uses('transformers', 'sentence_transformers', 'optimum', 'ctranslate2', 'vllm');
}

/** Whether a quoted model id or name matches `SENTENCEPIECE_NAMES`. */
const namesSentencepieceModel = (code: string): boolean =>
  [...code.matchAll(/["']([\w./-]{1,200})["']/g)].some(([, id]) =>
    SENTENCEPIECE_NAMES.test(id!.slice(id!.lastIndexOf('/') + 1)),
  );

/** Whether a line names a feature extractor and, shortly after it, images. */
const extractsImageFeatures = (code: string): boolean =>
  [...code.matchAll(/FeatureExtractor\b/gi)].some(({ index }) => {
    const [line = ''] = code.slice(index, index + 120).split('\n', 1);
    return /image|pixel/i.test(line);
  });

const opensImagePipeline = (code: string): boolean =>
  [...code.matchAll(/pipeline\(\s*(?:task\s*=\s*)?["']([\w-]+)["']/g)].some(
    ([, task]) => IMAGE_PIPELINES.has(task!) || /^image-./.test(task!),
  );

function needsImages(facts: Facts): boolean {
  if (!facts.uses('transformers')) return false;
  if (
    opensImagePipeline(facts.code) ||
    facts.code.includes('ImageProcessor') ||
    /\bAutoModelFor\w*(?:Image|Vision|Object|Depth)/.test(facts.code)
  )
    return true;
  return (
    IMAGE_CODE.some((pattern) => pattern.test(facts.code)) ||
    extractsImageFeatures(facts.code) ||
    (/Processor|pipeline\(/.test(facts.code) && IMAGE_TASKS.test(facts.pipelineTag))
  );
}
