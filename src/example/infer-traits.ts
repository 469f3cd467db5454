import { defined } from '../defined.ts';
import { PIPELINE_TAGS } from '../hub/models/pipeline-tags.ts';
import type { Candidate } from './judge/candidate.ts';
import type { CardCandidate } from './judge/card-candidates.ts';
import { loadsThisModel } from './judge/model-ids.ts';
import type { ModelTraits } from './model-traits.ts';

/** The task of each Auto class in transformers. */
const AUTO_CLASSES: Record<string, string> = {
  AutoModelForCausalLM: 'text-generation',
  AutoModelForMaskedLM: 'fill-mask',
  AutoModelForSequenceClassification: 'text-classification',
  AutoModelForTokenClassification: 'token-classification',
  AutoModelForQuestionAnswering: 'question-answering',
  AutoModelForSeq2SeqLM: 'text2text-generation',
  AutoModelForImageClassification: 'image-classification',
  AutoModelForObjectDetection: 'object-detection',
  AutoModelForSemanticSegmentation: 'image-segmentation',
  AutoModelForDepthEstimation: 'depth-estimation',
  AutoModelForSpeechSeq2Seq: 'automatic-speech-recognition',
  AutoModelForCTC: 'automatic-speech-recognition',
  AutoModelForAudioClassification: 'audio-classification',
  AutoModelForImageTextToText: 'image-text-to-text',
  AutoModelForTextToWaveform: 'text-to-audio',
  AutoModel: 'feature-extraction',
};

const LIBRARIES: [module: string, library: string, task?: string][] = [
  ['sentence_transformers', 'sentence-transformers', 'sentence-similarity'],
  ['diffusers', 'diffusers'],
  ['timm', 'timm', 'image-classification'],
  ['flair', 'flair', 'token-classification'],
  ['spacy', 'spacy'],
  ['setfit', 'setfit', 'text-classification'],
];

/**
 * Infers the library and task from the code if the metadata does not name them. Uses the library that the code imports,
 * and the pipeline or Auto class that it loads.
 */
export function inferTraits(traits: ModelTraits, candidates: Candidate[]): ModelTraits {
  if (traits.task !== undefined || traits.library !== undefined) return traits;
  const modules = new Set(
    candidates.flatMap(({ names }) => names.imports.map(({ module }) => module.split('.')[0])),
  );
  const found = LIBRARIES.find(([module]) => modules.has(module));
  if (found !== undefined) return { ...traits, library: found[1], ...defined({ task: found[2] }) };
  if (!modules.has('transformers')) return traits;
  const task = candidates.flatMap(({ calls }) =>
    calls.flatMap(({ callee, args }) => taskOf(callee, args[0]?.string) ?? []),
  )[0];
  return task === undefined ? traits : { ...traits, library: 'transformers', task };
}

/** Infers the traits from the card's blocks that load this model, even those that cannot run. */
export function inferTraitsFromCard(
  traits: ModelTraits,
  candidates: CardCandidate[],
  modelIds: string[],
): ModelTraits {
  if (traits.task !== undefined || traits.library !== undefined) return traits;
  const own = candidates
    .map(({ alone }) => alone)
    .filter((candidate) => candidate.file.problem === undefined && loadsThisModel(candidate, modelIds));
  return inferTraits(traits, own);
}

function taskOf(callee: string, firstArgument: string | undefined): string | undefined {
  if (callee === 'pipeline' || callee.endsWith('.pipeline')) {
    if (firstArgument === 'sentiment-analysis') return 'text-classification';
    if (firstArgument === 'ner') return 'token-classification';
    return firstArgument !== undefined && PIPELINE_TAGS.has(firstArgument) ? firstArgument : undefined;
  }
  const [name] = callee.split('.').slice(-2);
  return name !== undefined && callee.endsWith('.from_pretrained') && Object.hasOwn(AUTO_CLASSES, name)
    ? AUTO_CLASSES[name]
    : undefined;
}
