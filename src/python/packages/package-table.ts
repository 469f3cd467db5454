import { normalizeName } from './requirements.ts';

/*
 * The PyPI project that provides each module. Sources:
 * - `tasks`: the libraries of `@huggingface/tasks` (model-libraries.ts, model-libraries-snippets.ts), 0.21.54: the
 *   libraries it names, their modules and the packages that their snippets install. Libraries that can only be installed
 *   from git are left out: CollectorVision, cxr-foundation, describe-anything, flextab, sap-rpt-1-oss, Kimi-Audio, vui,
 *   zonos, indextts, sam-3d-*, ...
 * - `pypi`: general knowledge of the project's name on PyPI, not looked up one by one.
 * A row belongs here only if the project is on PyPI and is the one that model cards mean. Packages for other modules
 * are never guessed, because a stranger can own the project with that name.
 */
export type PackageSource = 'tasks' | 'pypi';

/** Modules whose project has the same name (`_` and `-` are equal). */
const SAME_NAME: Record<PackageSource, string> = {
  tasks: `
    adapters asteroid audioseal bertopic birder bm25s cartesia_mlx cartesia_pytorch ChatTTS colipri
    colpali_engine deepforest diffusers diffusionkit edsnlp espnet_model_zoo f5_tts fastai fasttext flair
    gliner gliner2 hezar htrflow huggingface_hub huggingface_sb3 jev_style keras keras_hub keras_nlp
    kernels lerobot lightning_ir litert_lm mblt_model_zoo mflux mlx mlx_lm mlx_vlm model2vec moshi
    moshi_mlx multimolecule nobg outetts paddlenlp paddleocr peft pocket_tts pruna pythae qwen_tts refiners
    relik rustymimi sae_lens sample_factory sentence_transformers setfit spacy span_marker speechbrain
    stable_audio_tools stable_baselines3 stanza supertonic tabpfn terratorch tf_keras timesfm timm torchgeo
    transformers ultralytics voxcpm zeromodels`,
  pypi: `
    accelerate addict ai_edge_litert aiohttp albumentations ale_py altair anndata annotated_types annoy
    anthropic anyio apscheduler aqlm arabert ase audio_separator audiomentations audioread av basicsr
    beir bentoml bert_score bertviz better_profanity biotite bitsandbytes black blobfile boto boto3 botocore
    botok botorch bpemb cairosvg camel_tools captum cartopy catboost cellpose chemprop chex chgnet chromadb
    classla click clip_interrogator clu cog cohere colorama compel compressed_tensors contractions
    controlnet_aux coremltools cpm_kernels crewai ctc_segmentation ctransformers ctranslate2 cutlet cvxpy
    cyrtranslit d3rlpy darts dask dataclasses_json datasets decord deep_phonemizer deep_translator deepchem
    deepface deeplake deepmultilingualpunctuation deepspeed demucs denoising_diffusion_pytorch
    detectors detoxify diffq distrax dlib docling docopt docx2txt dspy easydict easyocr editdistance efficientnet_pytorch einops
    einops_exts eli5 emoji encodec epitran equinox espeakng_loader evaluate exllamav2 face_recognition
    facenet_pytorch facexlib fake_useragent fastapi fastdtw fastembed faster_coco_eval faster_whisper
    fastparquet feedparser filelock filetype filterpy fire FlagEmbedding flask flask_cors flax folium fsspec
    ftfy fugashi funasr fuzzywuzzy fvcore g2p_en galore_torch gdown gensim geopandas gfpgan ggml gguf gliclass
    gliner_spacy gluonts googletrans gpt4all GPUtil gpytorch gradio gradio_client graphviz groq gruut
    guidance gurobipy gym gymnasium h5py hanlp hanziconv hazm hdbscan hf_transfer highway_env hqq httpx humanize
    hydra_zen hyperpyyaml icetk igraph imagehash imageio imageio_ffmpeg imagesize img2dataset imgaug inflect
    insightface instructor intel_extension_for_pytorch iopath ipadic ipykernel IPython ipywidgets ir_datasets
    ir_measures isodate jamo janome jax jaxlib jaxtyping jieba jinja2 jiwer joblib jsonlines jsonschema julius
    k_diffusion kaggle kenlm keras_cv keras_ocr kiwipiepy kokoro kokoro_onnx konlpy kornia kornia_moons kraken
    kss langchain langchain_anthropic langchain_chroma langchain_community langchain_core langchain_experimental
    langchain_google_genai langchain_groq langchain_huggingface langchain_ollama langchain_openai
    langchain_text_splitters langdetect langfuse langgraph langid langsmith laspy layoutparser Levenshtein
    lhotse librosa lifelines lightgbm lightning lightning_fabric lime linformer lion_pytorch litellm litgpt
    litserve llama_index llm_blender llmcompressor lm_eval lmdeploy local_attention loguru loralib lpips ltp
    lxml lyricsgenius magic_pdf manga_ocr markdown matgl matplotlib MDAnalysis mediapipe mergekit
    mesh_tensorflow miditok mido milvus_lite mineru minigrid mir_eval misaki mistral_common mistral_inference
    mistralai ml_collections mlflow mlx_audio mlx_embeddings mlx_whisper mmengine modal modelscope mojimoji
    momentfm monai more_itertools mosestokenizer moviepy msgpack mtcnn mteb mujoco multiprocess
    music21 muspy mutagen mwparserfromhell natasha natsort navec ncnn nemo_run
    nemo_text_processing neologdn netCDF4 networkx neucodec neural_compressor neuralforecast nglview nibabel
    nlpaug nltk nnAudio nncf nnsight noisereduce nomic num2words numba numexpr numpy numpyro ogb ollama
    omegaconf onnx onnxconverter_common onnxruntime onnxruntime_genai onnxsim onnxslim open3d openai opencc
    openmm openpyxl opensmile openvino openvino_genai openvino_tokenizers openwakeword optax optimum optuna
    orjson ortools outlines packaging paddle2onnx paddlex panda_gym pandas panphon pdf2image pdfplumber     pedalboard peewee pendulum performer_pytorch pettingzoo phonemizer piexif pinecone pix2tex plotly plyfile
    pmdarima polars portalocker praw presidio_analyzer presidio_anonymizer pretrainedmodels pretty_midi
    prettytable prophet psutil pufferlib pulp punctuators py3Dmol py3nvml py_vncorenlp pyarabic pyarrow pybase64
    pybullet pycocoevalcap pycocotools pyctcdecode pydantic pydantic_settings pydicom pydub pyfiglet pygame
    pygments pyiqa pykakasi pylate pyloudnorm pymatgen pymilvus pymongo pymorphy2 pymorphy3 pymupdf pymupdf4llm
    pynndescent pynvml pyopenjtalk pypdf PyPDF2 pypdfium2 pyperclip pyphen pypinyin pyrender pyrogram
    pyrootutils pysbd pysentimiento pyserini pytesseract pythainlp pytorch_forecasting pytorch_lightning
    pytorch_metric_learning pytorch_msssim pytorch_pretrained_bert pytorch_tabnet pytorch_transformers pytube
    pytz pyvi pyvis pyworld qdrant_client qrcode qwen_agent qwen_omni_utils qwen_vl_utils ragas ragatouille
    rank_bm25 rapidfuzz rapidocr rapidocr_onnxruntime rasterio ray razdel rdflib rdkit realesrgan regex
    rembg replicate reportlab requests requests_html requests_toolbelt rerankers resampy     resemblyzer rfdetr rich rioxarray rjieba rl_zoo3 rootutils rotary_embedding_torch rouge rouge_score ruaccent
    runpod s3fs s3prl sacrebleu sacremoses safetensors sagemaker sahi sb3_contrib scanpy scipy
    scrapy seaborn segment_anything segmentation_models_pytorch selenium selfies sentence_splitter sentencepiece
    seqeval seqio sglang shap shapely sherpa_onnx shimmy silero_vad SimpleITK simplejson
    simpletransformers skops skorch sktime slack_sdk slovnet smart_open smolagents smplx snac snowballstemmer
    sounddevice soundfile soxr soynlp spacy_alignments spacy_langdetect spacy_llm spacy_transformers
    spacy_udpipe spandrel spladerunner sqlalchemy statsforecast statsmodels stempeg stopwordsiso
    streamlit streamlit_chat streamlit_webrtc sudachidict_core sudachipy supersuit supervision sympy
    symspellpy symusic t5 tabulate tashaphyne telethon tenacity tensorboard tensorboardX tensorflow
    tensorflow_datasets tensorflow_hub tensorflow_io tensorflow_model_optimization
    tensorflow_probability tensorflow_text tensorrt texify textblob textdistance textstat tf2onnx
    tflearn tflite thop tianshou tifffile tiktoken timeout_decorator timezonefinder tinydb
    tldextract together tokenizers toml tomli tomlkit toolz torch torch_audiomentations torch_fidelity
    torch_geometric torchao torchaudio torchcodec torchdiffeq torchinfo torchlibrosa torchmetrics torchsde
    torchsummary torchtext torchtune torchvision torchxrayvision tornado tqdm trafilatura transformer_lens
    transformers_stream_generator transliterate tree_sitter tree_sitter_languages trimesh triton trl tsfresh
    tweepy txtai typeguard typer typing_extensions tyro ujson ultralyticsplus underthesea uni2ts unicodecsv
    unidecode unidic unidic_lite unsloth unsloth_zoo unstructured unstructured_inference urllib3 uroman usearch
    uvicorn vaderSentiment validators vector_quantize_pytorch verovio vietocr vit_pytorch vizdoom vllm vocos
    vosk voyageai wand wandb watchdog weasel weasyprint webdataset webrtcvad websockets werkzeug werpy wget
    whisper_timestamped whisperx whoosh wikipedia wordcloud wordfreq wtpsplit x_transformers xarray xcodec2
    xformers xgboost xgrammar xinference xlrd xlstm xlsx2csv xlsxwriter xmltodict xxhash yacs yake yfinance
    yolov5 youtube_dl youtube_transcript_api yt_dlp zhconv zhon zstandard`,
};

/** `module=requirement` for modules whose project has another name. */
const OTHER_NAME: Record<PackageSource, string> = {
  tasks: `
    anemoi.inference=anemoi-inference chatterbox=chatterbox-tts chronos=chronos-forecasting comet=unbabel-comet
    doctr=python-doctr espnet2=espnet feat=py-feat fxr=flexray llama_cpp=llama-cpp-python mlx.core=mlx mlx.nn=mlx
    mlxim=mlx-image nemo.collections.asr=nemo_toolkit[asr] nemo.collections.nlp=nemo_toolkit[nlp]
    nemo.collections.tts=nemo_toolkit[tts] nemo=nemo_toolkit open_clip=open_clip_torch paddle=paddlepaddle
    piper=piper-tts pyannote.audio=pyannote.audio pyannote.core=pyannote.core
    pyannote.database=pyannote.database pyannote.metrics=pyannote.metrics pyannote.pipeline=pyannote.pipeline
    routee.powertrain=routee.powertrain sklearn=scikit-learn tirex=tirex-ts`,
  pypi: `
    absl=absl-py antlr4=antlr4-python3-runtime attr=attrs awq=autoawq audiotools=descript-audiotools
    azure.storage.blob=azure-storage-blob Bio=biopython bnlp=bnlp_toolkit box=python-box bs4=beautifulsoup4
    camelot=camelot-py colbert=colbert-ai cpuinfo=py-cpuinfo Crypto=pycryptodome Cryptodome=pycryptodomex
    cv2=opencv-python dac=descript-audio-codec dateutil=python-dateutil df=deepfilternet discord=discord.py
    docx=python-docx dotenv=python-dotenv esm.models=esm esm.sdk=esm faiss=faiss-cpu farasa=farasapy
    ffmpeg=ffmpeg-python fireworks=fireworks-ai fitz=pymupdf fla=flash-linear-attention
    flashinfer=flashinfer-python ftlangdetect=fasttext-langdetect git=GitPython
    google.cloud.storage=google-cloud-storage google.genai=google-genai google.generativeai=google-generativeai
    google.protobuf=protobuf guardrails=guardrails-ai haiku=dm-haiku haystack=haystack-ai hydra=hydra-core
    imblearn=imbalanced-learn imwatermark=invisible-watermark jose=python-jose jwt=PyJWT
    lingua=lingua-language-detector llama_index.core=llama-index-core
    llama_index.embeddings.huggingface=llama-index-embeddings-huggingface
    llama_index.llms.huggingface=llama-index-llms-huggingface
    llama_index.llms.llama_cpp=llama-index-llms-llama-cpp llama_index.llms.ollama=llama-index-llms-ollama
    llama_index.readers.file=llama-index-readers-file
    llama_index.vector_stores.chroma=llama-index-vector-stores-chroma lmformatenforcer=lm-format-enforcer
    mace=mace-torch magic=python-magic marker=marker-pdf MeCab=mecab-python3 mpl_toolkits=matplotlib
    mysql.connector=mysql-connector-python newspaper=newspaper3k nougat=nougat-ocr
    odf=odfpy openslide=openslide-python OpenSSL=pyOpenSSL optimum.habana=optimum-habana
    optimum.intel.openvino=optimum[openvino] optimum.intel=optimum[openvino] optimum.neuron=optimum-neuron
    optimum.onnxruntime=optimum[onnxruntime] optimum.quanto=optimum-quanto orbax=orbax-checkpoint
    pdfminer=pdfminer.six PIL=pillow pkg_resources=setuptools<81 pptx=python-pptx psycopg2=psycopg2-binary
    pybullet_envs=pybullet pylab=matplotlib pyro=pyro-ppl
    pyterrier=python-terrier pythonosc=python-osc pytorch_grad_cam=grad-cam pywt=PyWavelets
    retinaface=retina-face serial=pyserial skimage=scikit-image slugify=python-slugify socketio=python-socketio
    speech_recognition=SpeechRecognition spellchecker=pyspellchecker surya=surya-ocr tabula=tabula-py
    telegram=python-telegram-bot TTS=coqui-tts tvm=apache-tvm ufal.udpipe=ufal.udpipe umap=umap-learn
    vertexai=google-cloud-aiplatform weaviate=weaviate-client websocket=websocket-client whisper=openai-whisper
    yaml=pyyaml zemberek=zemberek-python zmq=pyzmq`,
};

/** Modules whose project is known but not installed, and why. */
export const NOT_INSTALLED: ReadonlyMap<string, string> = new Map([
  ['flash_attn', 'flash-attn must be built from source: pip install flash-attn --no-build-isolation'],
  ['mamba_ssm', 'mamba-ssm must be built from source: pip install mamba-ssm --no-build-isolation'],
  [
    'causal_conv1d',
    'causal-conv1d must be built from source: pip install causal-conv1d --no-build-isolation',
  ],
  ['auto_gptq', 'auto-gptq must be built from source and is unmaintained'],
  ['gptqmodel', 'gptqmodel must be built from source: pip install gptqmodel --no-build-isolation'],
  ['apex', "NVIDIA's apex must be built from its repository; apex on PyPI is a different project"],
  ['mmcv', 'mmcv must be built from source; see its installation guide'],
  ['fairseq', "fairseq's last release can't be installed by pip 24.1 and later"],
  ['allennlp', "allennlp's last release can't be installed on Python 3.11 and later"],
  ['allennlp_models', "allennlp's last release can't be installed on Python 3.11 and later"],
  ['audiocraft', "audiocraft's last release requires exactly torch 2.1"],
  ['tensorflow_addons', 'tensorflow-addons has no release for Python 3.12 and later'],
  ['mlagents', 'mlagents only runs on Python 3.10'],
]);

/** Names that authors write after `pip install`, and the project that they mean. Applied only without a version. */
export const PACKAGE_CORRECTIONS: ReadonlyMap<string, string> = readPairs(`
  adapter-transformers=adapters bs4=beautifulsoup4 cv2=opencv-python dotenv=python-dotenv faiss=faiss-cpu fitz=pymupdf
  huggingface=huggingface-hub llama-cpp=llama-cpp-python mecab=mecab-python3 nemo=nemo-toolkit
  open-clip=open-clip-torch opencv=opencv-python pil=pillow pytorch=torch sentence-transformer=sentence-transformers
  skimage=scikit-image sklearn=scikit-learn tensorflow-gpu=tensorflow transformer=transformers tts=coqui-tts
  whisper=openai-whisper yaml=pyyaml`);

export interface PackageRow {
  /** As written for pip, not yet normalized: `nemo_toolkit[asr]`. */
  requirement: string;
  source: PackageSource;
}

let modules: Map<string, PackageRow> | undefined;
let packages: Set<string> | undefined;

/** All rows, keyed by dotted module name. */
export function packageRows(): ReadonlyMap<string, PackageRow> {
  if (modules !== undefined) return modules;
  modules = new Map();
  for (const source of ['tasks', 'pypi'] as const) {
    for (const module of words(SAME_NAME[source])) {
      modules.set(module, { requirement: module.replaceAll('_', '-'), source });
    }
    for (const [module, requirement] of readPairs(OTHER_NAME[source]))
      modules.set(module, { requirement, source });
  }
  return modules;
}

/** The PyPI projects that the tables name (PEP 503 normalized). */
export function packageNames(): ReadonlySet<string> {
  packages ??= new Set(
    [...NOT_INSTALLED.keys(), ...[...packageRows().values()].map((row) => row.requirement)].map((text) =>
      normalizeName(/^[\w.-]+/.exec(text)?.[0] ?? ''),
    ),
  );
  return packages;
}

function readPairs(text: string): Map<string, string> {
  return new Map(words(text).map((pair) => splitPair(pair)));
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
