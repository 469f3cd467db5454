import { defined } from '../../defined.ts';
import { PIPELINE_TAGS } from './pipeline-tags.ts';

/** An everyday word for a kind of model, translated to the Hub's terms. */
export interface Category {
  name: string;
  /** The model has one of these pipeline tags. */
  tasks: readonly string[];
  /** An additional tag that the model has. */
  tag?: string;
}

/** Tags that models use although `@huggingface/tasks` does not list them, or no longer does. */
const OTHER_TASKS = ['text2text-generation', 'zero-shot-audio-classification'];

const WORDS: readonly (Category & { also?: readonly string[] })[] = [
  { name: 'text', tasks: ['text-generation'], also: ['llm', 'language-model', 'generation'] },
  {
    name: 'chat',
    tasks: ['text-generation', 'image-text-to-text'],
    tag: 'conversational',
    also: ['assistant', 'instruct', 'chatbot', 'conversational'],
  },
  { name: 'code', tasks: ['text-generation'], tag: 'code', also: ['coding', 'programming'] },
  {
    name: 'classification',
    tasks: [
      'text-classification',
      'image-classification',
      'audio-classification',
      'video-classification',
      'zero-shot-classification',
    ],
    also: ['classifier', 'classify'],
  },
  { name: 'sentiment', tasks: ['text-classification'], also: ['sentiment-analysis', 'moderation'] },
  {
    name: 'zero-shot',
    tasks: ['zero-shot-classification', 'zero-shot-image-classification', 'zero-shot-object-detection'],
  },
  { name: 'entities', tasks: ['token-classification'], also: ['ner', 'entity', 'pii'] },
  { name: 'translation', tasks: ['translation'], also: ['translate', 'translator'] },
  { name: 'summarization', tasks: ['summarization'], also: ['summary', 'summarize', 'summarisation'] },
  {
    name: 'questions',
    tasks: [
      'question-answering',
      'document-question-answering',
      'visual-question-answering',
      'table-question-answering',
    ],
    also: ['qa', 'question', 'answering', 'vqa'],
  },
  {
    name: 'embeddings',
    tasks: ['sentence-similarity', 'feature-extraction'],
    also: ['embedding', 'embed', 'similarity', 'semantic-search', 'rag'],
  },
  { name: 'reranking', tasks: ['text-ranking'], also: ['rerank', 'reranker', 'ranking'] },
  { name: 'masks', tasks: ['fill-mask'], also: ['masked-language-model', 'mlm'] },
  {
    name: 'image',
    tasks: [
      'text-to-image',
      'image-to-image',
      'image-classification',
      'object-detection',
      'image-segmentation',
    ],
    also: ['picture', 'photo'],
  },
  {
    name: 'image-generation',
    tasks: ['text-to-image', 'image-to-image', 'unconditional-image-generation'],
    also: ['drawing', 'diffusion'],
  },
  {
    name: 'vision',
    tasks: [
      'image-classification',
      'object-detection',
      'image-segmentation',
      'depth-estimation',
      'image-feature-extraction',
    ],
    also: ['cv', 'computer-vision'],
  },
  {
    name: 'detection',
    tasks: ['object-detection', 'zero-shot-object-detection'],
    also: ['detector', 'detect'],
  },
  { name: 'segmentation', tasks: ['image-segmentation', 'mask-generation'], also: ['segment', 'sam'] },
  { name: 'depth', tasks: ['depth-estimation'] },
  { name: 'keypoints', tasks: ['keypoint-detection'], also: ['keypoint', 'pose'] },
  { name: 'ocr', tasks: ['image-to-text', 'image-text-to-text'], also: ['captioning', 'caption'] },
  {
    name: 'multimodal',
    tasks: ['image-text-to-text', 'any-to-any', 'video-text-to-text', 'audio-text-to-text'],
    also: ['vlm', 'vision-language', 'omni'],
  },
  { name: 'speech', tasks: ['automatic-speech-recognition', 'text-to-speech'], also: ['voice', 'spoken'] },
  {
    name: 'transcription',
    tasks: ['automatic-speech-recognition'],
    also: ['asr', 'stt', 'speech-to-text', 'speech-recognition', 'transcribe'],
  },
  { name: 'tts', tasks: ['text-to-speech'], also: ['speech-synthesis'] },
  {
    name: 'audio',
    tasks: [
      'automatic-speech-recognition',
      'text-to-speech',
      'text-to-audio',
      'audio-classification',
      'audio-to-audio',
    ],
    also: ['sound'],
  },
  { name: 'music', tasks: ['text-to-audio'] },
  {
    name: 'video',
    tasks: [
      'text-to-video',
      'image-to-video',
      'video-to-video',
      'video-classification',
      'video-text-to-text',
    ],
  },
  { name: '3d', tasks: ['text-to-3d', 'image-to-3d'] },
  { name: 'tabular', tasks: ['tabular-classification', 'tabular-regression'], also: ['table', 'regression'] },
  { name: 'forecasting', tasks: ['time-series-forecasting'], also: ['forecast', 'time-series'] },
  { name: 'retrieval', tasks: ['text-retrieval', 'visual-document-retrieval'] },
  { name: 'rl', tasks: ['reinforcement-learning'] },
  { name: 'robot', tasks: ['robotics'] },
  { name: 'graph', tasks: ['graph-ml'] },
];

/** The plain words. Every pipeline tag is also a category. */
export const CATEGORIES: readonly Category[] = WORDS;

/** The names shown to users. */
export const CATEGORY_NAMES: readonly string[] = WORDS.map(({ name }) => name);

/** All accepted words, including synonyms. */
export const CATEGORY_WORDS: readonly string[] = [
  ...new Set([...WORDS.flatMap(({ name, also = [] }) => [name, ...also]), ...PIPELINE_TAGS, ...OTHER_TASKS]),
];

/** Finds a category by pipeline tag or plain word, in any case, with spaces or hyphens, singular or plural. */
export function findCategory(word: string): Category | undefined {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  for (const name of [plain, plain.replace(/s$/, ''), `${plain}s`]) {
    if (PIPELINE_TAGS.has(name) || OTHER_TASKS.includes(name)) return { name, tasks: [name] };
    const found = WORDS.find((entry) => entry.name === name || entry.also?.includes(name));
    if (found !== undefined) {
      return { name: found.name, tasks: found.tasks, ...defined({ tag: found.tag }) };
    }
  }
  return undefined;
}
