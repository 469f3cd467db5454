import type { ModelInfo } from '../../src/hub/models/model-info.ts';

const LORA = ['adapter_config.json', 'adapter_model.safetensors', 'README.md'];
const CARD = ['README.md', 'config.json', 'model.safetensors'];

type Row = Partial<ModelInfo> & { files?: string[] };

/**
 * A plausible model for each library, with the Hub's metadata for such repositories (task, tags, config, files). Ids
 * are real if a snippet reads them, and otherwise invented.
 */
const ROWS: Record<string, [id: string, row?: Row]> = {
  'adapter-transformers': [
    'acme/bert-base-uncased-pf-imdb',
    {
      tags: ['text-classification'],
      config: { adapter_transformers: { model_name: 'bert-base-uncased', model_class: 'BertAdapterModel' } },
      files: ['adapter_config.json', 'pytorch_adapter.bin', 'head_config.json'],
    },
  ],
  allennlp: [
    'acme/bidaf-elmo',
    { pipeline_tag: 'question-answering', tags: ['question-answering'], files: ['model.tar.gz'] },
  ],
  aneforge: ['acme/smollm2-135m-ane', { pipeline_tag: 'text-generation', tags: ['text-generation'] }],
  anemoi: ['acme/aifs-single', { pipeline_tag: 'graph-ml', files: ['aifs-single.ckpt'] }],
  araclip: ['acme/araclip', { pipeline_tag: 'zero-shot-image-classification' }],
  asteroid: ['acme/ConvTasNet_Libri2Mix', { pipeline_tag: 'audio-to-audio', files: ['pytorch_model.bin'] }],
  audiocraft: [
    'acme/musicgen-tiny',
    { pipeline_tag: 'text-to-audio', tags: ['musicgen'], files: ['state_dict.bin'] },
  ],
  audioseal: ['acme/audioseal', { files: ['generator_base.pth', 'detector_base.pth'] }],
  ben2: ['acme/BEN2', { pipeline_tag: 'image-segmentation' }],
  bertopic: [
    'acme/topics-of-news',
    { pipeline_tag: 'text-classification', files: ['topics.json', 'ctfidf.safetensors', 'config.json'] },
  ],
  birefnet: ['acme/BiRefNet', { pipeline_tag: 'image-segmentation', tags: ['custom_code'] }],
  bm25s: ['acme/bm25s-quora', { files: ['params.index.json', 'data.csc.index.npy', 'vocab.index.json'] }],
  cartesia_pytorch: ['acme/Rene-v0.1-1.3b-pytorch', { pipeline_tag: 'text-generation' }],
  cartesia_mlx: ['acme/Rene-v0.1-1.3b-4bit-mlx', { pipeline_tag: 'text-generation' }],
  chatterbox: ['acme/chatterbox', { pipeline_tag: 'text-to-speech', files: ['s3gen.pt', 't3_cfg.pt'] }],
  chat_tts: ['acme/ChatTTS', { pipeline_tag: 'text-to-audio', files: ['asset/GPT.pt', 'config/gpt.yaml'] }],
  'chronos-forecasting': ['acme/chronos-2', { pipeline_tag: 'time-series-forecasting' }],
  collectorvision: ['acme/cornelius', { files: ['model.onnx', 'README.md'] }],
  colipri: ['acme/colipri', { pipeline_tag: 'zero-shot-image-classification' }],
  cortiq: ['acme/qwen3-0.6b-cmf', { pipeline_tag: 'text-generation', files: ['qwen3-0.6b.cmf'] }],
  'cxr-foundation': ['acme/cxr-foundation', { files: ['elixr-c-v2-pooled/saved_model.pb'] }],
  'depth-anything-v2': [
    'depth-anything/Depth-Anything-V2-Small',
    { pipeline_tag: 'depth-estimation', files: ['depth_anything_v2_vits.pth', 'README.md'] },
  ],
  'depth-pro': ['acme/DepthPro', { pipeline_tag: 'depth-estimation', files: ['depth_pro.pt'] }],
  'derm-foundation': ['acme/derm-foundation', { files: ['saved_model.pb', 'keras_metadata.pb'] }],
  'describe-anything': ['acme/DAM-3B', { pipeline_tag: 'image-text-to-text' }],
  'dia-tts': ['acme/Dia-1.6B', { pipeline_tag: 'text-to-speech' }],
  dia2: ['acme/Dia2-2B', { pipeline_tag: 'text-to-speech' }],
  diffusers: [
    'acme/fox-lora',
    {
      pipeline_tag: 'text-to-image',
      tags: ['text-to-image', 'lora', 'base_model:acme/flux-base'],
      cardData: { base_model: 'acme/flux-base', instance_prompt: 'FOX' },
      widgetData: [{ text: "A FOX in the gardener's hut", output: { url: 'images/fox.png' } }],
      files: ['fox.safetensors', 'README.md'],
    },
  ],
  diffusionkit: [
    'acme/mlx-stable-diffusion-3-medium',
    { pipeline_tag: 'text-to-image', files: ['sd3_medium.safetensors'] },
  ],
  edsnlp: ['acme/eds-pseudo-public', { pipeline_tag: 'token-classification', files: ['config.cfg'] }],
  espnet: [
    'acme/ljspeech_vits',
    { pipeline_tag: 'text-to-speech', tags: ['text-to-speech'], files: ['meta.yaml'] },
  ],
  fairseq: ['acme/xm_transformer_600m-es_en', { pipeline_tag: 'audio-to-audio', files: ['model.pt'] }],
  fastai: ['acme/pet-classifier', { files: ['model.pkl', 'pyproject.toml'] }],
  fasttext: ['acme/fasttext-language-identification', { files: ['model.bin', 'README.md'] }],
  flair: ['acme/ner-english', { pipeline_tag: 'token-classification', files: ['pytorch_model.bin'] }],
  flexray: ['acme/flexray-hand', { pipeline_tag: 'image-segmentation' }],
  flextab: ['acme/flextab', { pipeline_tag: 'tabular-classification' }],
  gaussianformer: ['acme/gaussianformer'],
  gliner: ['acme/gliner_small-v2.1', { pipeline_tag: 'token-classification', files: ['gliner_config.json'] }],
  gliner2: ['acme/gliner2-base-v1', { pipeline_tag: 'token-classification' }],
  htrflow: ['acme/trocr-base-handwritten-hist', { pipeline_tag: 'image-to-text' }],
  'index-tts': ['acme/IndexTTS', { pipeline_tag: 'text-to-speech', files: ['config.yaml', 'gpt.pth'] }],
  'jev-style': ['acme/jev-style-small', { pipeline_tag: 'text-classification' }],
  keras: ['acme/mnist-cnn', { pipeline_tag: 'image-classification', files: ['model.keras', 'config.json'] }],
  'tf-keras': ['acme/timeseries-anomaly', { files: ['saved_model.pb', 'keras_metadata.pb'] }],
  'keras-hub': [
    'acme/bert_tiny_en_uncased',
    {
      pipeline_tag: 'text-classification',
      config: { keras_hub: { tasks: ['TextClassifier', 'MaskedLM'] } },
      files: ['config.json', 'model.weights.h5', 'task.json'],
    },
  ],
  zeromodels: ['acme/zero-vit', { pipeline_tag: 'image-classification' }],
  kernels: ['acme/activation', { files: ['build.toml', 'README.md'] }],
  'kimi-audio': ['acme/Kimi-Audio-7B', { pipeline_tag: 'text-to-audio' }],
  kittentts: [
    'acme/kitten-tts-nano',
    { pipeline_tag: 'text-to-speech', files: ['model.onnx', 'voices.npz'] },
  ],
  ltx: ['acme/ltx-2.3-19b', { pipeline_tag: 'text-to-video', files: ['ltx-2.3-19b.safetensors'] }],
  'lightning-ir': ['acme/monoelectra-base', { pipeline_tag: 'text-ranking', tags: ['cross-encoder'] }],
  'litert-lm': ['acme/gemma3-1b-it-litert-lm', { files: ['gemma3-1b-it-int4.litertlm'] }],
  lerobot: ['acme/smolvla-pick', { pipeline_tag: 'robotics', tags: ['smolvla'] }],
  'llama-cpp-python': [
    'acme/Llama-3.2-1B-GGUF',
    {
      pipeline_tag: 'text-generation',
      tags: ['gguf'],
      files: ['llama-3.2-1b-Q8_0.gguf', 'llama-3.2-1b-Q4_K_M.gguf', 'mmproj-F16.gguf'],
    },
  ],
  'mamba-ssm': ['acme/mamba-130m', { pipeline_tag: 'text-generation' }],
  'mars5-tts': ['acme/MARS5-TTS', { pipeline_tag: 'text-to-speech', files: ['mars5_ar.safetensors'] }],
  matanyone: ['acme/matanyone', { pipeline_tag: 'video-to-video' }],
  memra: ['acme/qwen3-0.6b-memra-gguf', { files: ['qwen3-0.6b-Q4_K_M.gguf'] }],
  'mesh-anything': ['acme/MeshAnything', { pipeline_tag: 'image-to-3d' }],
  'ml-agents': ['acme/ppo-Huggy', { pipeline_tag: 'reinforcement-learning', files: ['Huggy.onnx'] }],
  mlx: ['acme/Qwen3-0.6B-4bit', { pipeline_tag: 'text-generation', tags: ['conversational', 'mlx'] }],
  'mlx-image': ['acme/resnet18-mlxim', { pipeline_tag: 'image-classification' }],
  model2vec: ['acme/potion-base-8M', { pipeline_tag: 'feature-extraction' }],
  mobilint: ['acme/ResNet50', { pipeline_tag: 'image-classification', files: ['resnet50.mxq'] }],
  moshi: ['acme/moshiko-pytorch-bf16', { files: ['model.safetensors', 'tokenizer_spm_32k_3.model'] }],
  multimolecule: [
    'acme/rnafm',
    {
      pipeline_tag: 'fill-mask',
      mask_token: '<mask>',
      widgetData: [{ text: 'gguc<mask>cucugguua', pipeline_tag: 'fill-mask' }],
    },
  ],
  nemo: [
    'acme/stt_en_conformer_ctc_small',
    {
      pipeline_tag: 'automatic-speech-recognition',
      tags: ['automatic-speech-recognition'],
      files: ['stt_en_conformer_ctc_small.nemo'],
    },
  ],
  nobg: ['acme/nobg-small', { pipeline_tag: 'image-segmentation' }],
  open_clip: [
    'acme/CLIP-ViT-B-32-tiny',
    { pipeline_tag: 'zero-shot-image-classification', files: ['open_clip_config.json'] },
  ],
  openasr: ['acme/xasr-zh-en', { pipeline_tag: 'automatic-speech-recognition' }],
  opendde: ['acme/opendde', { files: ['opendde_v1.pt'] }],
  outetts: ['acme/OuteTTS-1.0-0.6B', { pipeline_tag: 'text-to-speech' }],
  paddlenlp: [
    'acme/ernie-3.0-nano-zh',
    { pipeline_tag: 'fill-mask', config: { architectures: ['ErnieForMaskedLM'] }, files: ['config.json'] },
  ],
  PaddleOCR: [
    'acme/PP-OCRv5_mobile_det',
    { pipeline_tag: 'image-to-text', tags: ['textline_detection'], files: ['inference.pdiparams'] },
  ],
  peft: [
    'acme/opt-350m-lora',
    {
      pipeline_tag: 'text-generation',
      tags: ['base_model:acme/opt-350m'],
      cardData: { base_model: 'acme/opt-350m' },
      config: { peft: { base_model_name_or_path: 'acme/opt-350m', task_type: 'CAUSAL_LM' } },
      files: LORA,
    },
  ],
  'perception-encoder': ['acme/PE-Core-B16-224', { pipeline_tag: 'zero-shot-image-classification' }],
  'phantom-wan': ['acme/Phantom', { pipeline_tag: 'image-to-video', files: ['Phantom-Wan-14B.pth'] }],
  'pocket-tts': ['acme/pocket-tts', { pipeline_tag: 'text-to-speech' }],
  'pruna-ai': [
    'acme/tiny-sd-smashed',
    { pipeline_tag: 'text-to-image', tags: ['diffusers'], files: ['smash_config.json'] },
  ],
  pxia: ['acme/pxia-model'],
  'pyannote-audio': [
    'acme/speaker-diarization',
    {
      pipeline_tag: 'automatic-speech-recognition',
      tags: ['pyannote-audio-pipeline'],
      files: ['config.yaml'],
    },
  ],
  pythae: ['acme/vae-mnist', { files: ['model.pt', 'model_config.json'] }],
  qwen3_tts: ['acme/Qwen3-TTS-CustomVoice', { pipeline_tag: 'text-to-speech' }],
  relik: ['acme/relik-entity-linking-small', { files: ['config.yaml'] }],
  renderformer: ['acme/renderformer-v1-base'],
  'routee-powertrain': ['acme/routee-powertrain-models', { files: ['index.json'] }],
  saelens: ['acme/gpt2-small-res-jb', { files: ['blocks.8.hook_resid_pre/cfg.json'] }],
  sam2: ['acme/sam2-hiera-tiny', { pipeline_tag: 'mask-generation', files: ['sam2_hiera_tiny.pt'] }],
  'sam-3d-body': ['acme/sam-3d-body', { files: ['model.ckpt', 'model_config.yaml'] }],
  'sam-3d-objects': ['acme/sam-3d-objects', { pipeline_tag: 'image-to-3d', files: ['pipeline.yaml'] }],
  'sample-factory': ['acme/doom-health', { pipeline_tag: 'reinforcement-learning', files: ['config.json'] }],
  'sap-rpt-1-oss': ['acme/sap-rpt-1-oss', { pipeline_tag: 'tabular-classification' }],
  'sentence-transformers': [
    'acme/all-tiny-L6-v2',
    {
      pipeline_tag: 'sentence-similarity',
      widgetData: [
        { source_sentence: "That's a happy person", sentences: ['A "happy" dog', 'Today is a sunny day'] },
      ],
    },
  ],
  setfit: ['acme/setfit-sst2', { pipeline_tag: 'text-classification', files: ['model_head.pkl'] }],
  sklearn: [
    'acme/wine-quality',
    { pipeline_tag: 'tabular-classification', files: ['sklearn_model.joblib', 'config.json'] },
  ],
  spacy: [
    'acme/en_core_web_sm',
    { pipeline_tag: 'token-classification', files: ['en_core_web_sm-any-py3-none-any.whl', 'meta.json'] },
  ],
  'span-marker': ['acme/span-marker-bert-tiny', { pipeline_tag: 'token-classification' }],
  speechbrain: [
    'acme/spkrec-ecapa-voxceleb',
    {
      config: { speechbrain: { speechbrain_interface: 'EncoderClassifier' } },
      files: ['hyperparams.yaml', 'embedding_model.ckpt'],
    },
  ],
  'stable-audio-tools': ['acme/stable-audio-open-small', { pipeline_tag: 'text-to-audio' }],
  'seed-story': ['acme/SEED-Story', { pipeline_tag: 'image-text-to-text' }],
  'stable-baselines3': [
    'acme/ppo-LunarLander-v2',
    {
      pipeline_tag: 'reinforcement-learning',
      files: ['ppo-LunarLander-v2.zip', 'config.json', 'replay.mp4'],
    },
  ],
  stanza: ['acme/stanza-en', { pipeline_tag: 'token-classification', files: ['models/default.zip'] }],
  supertonic: ['acme/supertonic', { pipeline_tag: 'text-to-speech', files: ['onnx/vocoder.onnx'] }],
  swarmformer: ['acme/SwarmFormer-Base', { pipeline_tag: 'text-classification' }],
  tensorflowtts: ['acme/tts-tacotron2-ljspeech-en', { tags: ['text-to-mel'], files: ['model.h5'] }],
  terratorch: ['acme/Prithvi-EO-2.0-tiny', { files: ['Prithvi_EO_V2_tiny.pt', 'config.json'] }],
  timm: ['acme/mobilenetv3_small_050', { pipeline_tag: 'image-classification' }],
  transformers: [
    'acme/tiny-chat',
    {
      pipeline_tag: 'text-generation',
      tags: ['conversational'],
      config: {
        tokenizer_config: { chat_template: "{% for m in messages %}{{ m['content'] }}{% endfor %}" },
      },
      transformersInfo: { auto_model: 'AutoModelForCausalLM', processor: 'AutoTokenizer' },
    },
  ],
  'transformers.js': [
    'acme/all-tiny-onnx',
    { pipeline_tag: 'feature-extraction', files: ['onnx/model.onnx'] },
  ],
  ultralytics: [
    'acme/yolov8n-hats',
    { pipeline_tag: 'object-detection', tags: ['yolov8'], files: ['best.pt'] },
  ],
  univa: ['acme/UniWorld-V1', { pipeline_tag: 'any-to-any' }],
  'unity-sentis': ['acme/sentis-yolo', { files: ['yolo.sentis', 'RunYOLO.cs'] }],
  sana: ['acme/Sana_1600M_1024px', { pipeline_tag: 'text-to-image', files: ['checkpoints/Sana_1600M.pth'] }],
  videoprism: ['acme/videoprism-base-f16r288', { files: ['flax_base_f16r288.npz'] }],
  'vfi-mamba': ['acme/VFIMamba', { files: ['model.pkl'] }],
  lvface: ['acme/LVFace', { files: ['LVFace-L_Glint360K/LVFace-L_Glint360K.onnx'] }],
  voicecraft: ['acme/VoiceCraft_giga330M', { pipeline_tag: 'text-to-speech' }],
  voxcpm: ['acme/VoxCPM-0.5B', { pipeline_tag: 'text-to-speech' }],
  vui: ['acme/vui-100m', { pipeline_tag: 'text-to-speech', files: ['vui-100m-base.pt'] }],
  vibevoice: ['acme/VibeVoice-1.5B', { pipeline_tag: 'text-to-speech' }],
  whisperkit: ['acme/whisperkit-coreml', { pipeline_tag: 'automatic-speech-recognition' }],
  yolov10: ['acme/yolov10n', { pipeline_tag: 'object-detection', tags: ['yolov10'] }],
  zonos: ['acme/Zonos-v0.1-transformer', { pipeline_tag: 'text-to-speech' }],
  '3dtopia-xl': ['acme/3DTopia-XL', { pipeline_tag: 'image-to-3d', files: ['model_sview_dit_fp16.pt'] }],
};

/** The plausible model for each library, by `library_name`. */
export const libraryModels: ReadonlyMap<string, ModelInfo> = new Map(
  Object.entries(ROWS).map(([library, [id, { files = CARD, ...row } = {} as Row]]) => [
    library,
    {
      id,
      sha: 'c0ffee'.padEnd(40, '0'),
      library_name: library,
      siblings: files.map((rfilename) => ({ rfilename })),
      ...row,
      tags: [library, ...(row.tags ?? []), ...(row.pipeline_tag === undefined ? [] : [row.pipeline_tag])],
    },
  ]),
);
