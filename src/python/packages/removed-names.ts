import { defined } from '../../defined.ts';
import type { Call } from '../names/calls.ts';
import type { ImportedName } from '../names/import-names.ts';

/** Public names of transformers 4.57.6 that 5.23.0 no longer has, found by importing both (2026-11-24). */
const REMOVED_NAMES = new Set(
  `
  AdamWeightDecay AdaptiveEmbedding AutoModelForVision2Seq AutoModelWithLMHead BloomTokenizerFast
  Constraint ConstraintListState DataCollatorForSOP DataCollatorForWholeWordMask DetaConfig
  DetaForObjectDetection DetaModel DisjunctiveConstraint EfficientFormerConfig
  EfficientFormerForImageClassification EfficientFormerForImageClassificationWithTeacher
  EfficientFormerModel ErnieMConfig ErnieMForInformationExtraction ErnieMForMultipleChoice
  ErnieMForQuestionAnswering ErnieMForSequenceClassification ErnieMForTokenClassification ErnieMModel
  ErnieMTokenizer FalconMambaCache GPTSanJapaneseConfig GPTSanJapaneseForConditionalGeneration
  GPTSanJapaneseModel GPTSanJapaneseTokenizer GlueDataTrainingArguments GlueDataset GradientAccumulator
  GraphormerConfig GraphormerForGraphClassification GraphormerModel HQQQuantizedCache HybridCache
  HybridChunkedCache ImageToImagePipeline ImageToTextPipeline InputExample InputFeatures JukeboxConfig
  JukeboxModel JukeboxPrior JukeboxPriorConfig JukeboxTokenizer JukeboxVQVAE JukeboxVQVAEConfig
  KerasMetricCallback LEDForSequenceClassification LineByLineTextDataset LineByLineWithRefDataset
  LineByLineWithSOPTextDataset MCTCTConfig MCTCTForCTC MCTCTModel MMBTConfig MMBTForClassification
  MMBTModel MT5Tokenizer MT5TokenizerFast MambaCache MegaConfig MegaForCausalLM MegaForMaskedLM
  MegaForMultipleChoice MegaForQuestionAnswering MegaForSequenceClassification
  MegaForTokenClassification MegaModel MistralCommonTokenizer ModalEmbeddings ModelCard NatBackbone
  NatConfig NatForImageClassification NatModel NezhaConfig NezhaForMaskedLM NezhaForMultipleChoice
  NezhaForNextSentencePrediction NezhaForPreTraining NezhaForQuestionAnswering
  NezhaForSequenceClassification NezhaForTokenClassification NezhaModel OffloadedCache
  OffloadedStaticCache OpenLlamaConfig OpenLlamaForCausalLM OpenLlamaForSequenceClassification
  OpenLlamaModel PhrasalConstraint PushToHubCallback QDQBertConfig QDQBertForMaskedLM
  QDQBertForMultipleChoice QDQBertForNextSentencePrediction QDQBertForQuestionAnswering
  QDQBertForSequenceClassification QDQBertForTokenClassification QDQBertLMHeadModel QDQBertModel
  QuantoQuantizedCache QuestionAnsweringPipeline RealmConfig RealmEmbedder RealmForOpenQA
  RealmKnowledgeAugEncoder RealmReader RealmRetriever RealmTokenizer RealmTokenizerFast RetriBertConfig
  RetriBertModel RetriBertTokenizer RetriBertTokenizerFast SinkCache SlidingWindowCache
  SpecialTokensMixin Speech2Text2Config Speech2Text2ForCausalLM Speech2Text2Tokenizer
  SquadDataTrainingArguments SquadDataset SquadExample SquadFeatures SquadV1Processor
  SummarizationPipeline TapexTokenizer Text2TextGenerationPipeline TextDataset
  TextDatasetForNextSentencePrediction TrajectoryTransformerConfig TrajectoryTransformerModel
  TransfoXLConfig TransfoXLCorpus TransfoXLForSequenceClassification TransfoXLLMHeadModel
  TransfoXLModel TransfoXLTokenizer TranslationPipeline TvltConfig TvltForAudioVisualClassification
  TvltForPreTraining TvltModel VanConfig VanForImageClassification VanModel ViTHybridConfig
  ViTHybridForImageClassification ViTHybridModel VisualQuestionAnsweringPipeline WarmUp
  Wav2Vec2ForMaskedLM Wav2Vec2Tokenizer XLMProphetNetConfig XLMProphetNetDecoder XLMProphetNetEncoder
  XLMProphetNetForCausalLM XLMProphetNetForConditionalGeneration XLMProphetNetModel
  XLMProphetNetTokenizer
`
    .trim()
    .split(/\s+/),
);

/** Vision models whose `...FeatureExtractor` became `...ImageProcessor`. */
const REMOVED_FEATURE_EXTRACTORS = new Set(
  `
  Beit CLIP ChineseCLIP ConditionalDetr ConvNext DPT DeformableDetr DeiT Detr Donut Flava GLPN ImageGPT
  LayoutLMv2 LayoutLMv3 Levit MCTCT MaskFormer MobileNetV1 MobileNetV2 MobileViT OwlViT Perceiver
  PoolFormer Segformer Tvlt ViT VideoMAE Vilt Yolos
`
    .trim()
    .split(/\s+/),
);

/** Pipelines that transformers 5 removed. `translation_en_to_de` is a form of the first. */
const REMOVED_PIPELINES =
  /^(?:translation(?:_\w+)?|summarization|text2text-generation|question-answering|visual-question-answering|vqa|image-to-text|image-to-image)$/;

/** Methods of tokenizers, processors and models that only transformers 4 has. */
const REMOVED_METHODS =
  /\.(?:encode_plus|batch_encode_plus|prepare_seq2seq_batch|as_target_tokenizer|as_target_processor|build_inputs_with_special_tokens|create_token_type_ids_from_sequences|prepare_for_model|post_process|post_process_segmentation|freeze_feature_extractor|parallelize|to_bettertransformer|reverse_bettertransformer)$/;

/** Something that a card uses but that the newest release of the library no longer has. */
export interface Removed {
  /** As the author wrote it: `pipeline("translation")`. */
  name: string;
  library: 'transformers' | 'huggingface_hub' | 'skops';
  /** Requirements that allow the code to run. Absent if no installable release can run it. */
  requirements?: string[];
}

/** The last versions that have the names removed in 5 and the arguments that the templates use. */
const TRANSFORMERS_4 = 'transformers>=4.56,<5';
/** Keras 2, which transformers 4 and huggingface_hub 0 need. */
const TENSORFLOW = ['tensorflow', 'tf-keras'];

const HUB_0 = ['huggingface-hub>=0.34,<1', ...TENSORFLOW];
/**
 * Removed from huggingface_hub in 1.0, and `cached_download` in 0.26. No installable version of transformers accepts a
 * release older than 0.26.
 */
const REMOVED_FROM_HUB = new Map<string, string[] | undefined>([
  ['from_pretrained_keras', HUB_0],
  ['cached_download', undefined],
  ['Repository', undefined],
  ['InferenceApi', undefined],
]);

/** Removed before transformers 4.56. */
const REMOVED_BEFORE_4_56 =
  /^(?:Conversation|ConversationalPipeline|AutoModelWithHeads|AdapterType|top_k_top_p_filtering|cached_path|hf_bucket_url)$/;
const MODULES_REMOVED_BEFORE_4_56 =
  /^transformers\.(?:(?:modeling|tokenization|configuration)_(?!utils\b|outputs\b|utils_\w+|attn_mask_utils\b|flash_attention_utils\b|rope_utils\b|layers\b|gguf_\w+|tf_\w+|flax_\w+)\w+|generation_utils|deepspeed|adapters?)(?:\.|$)/;

export interface RepositoryFacts {
  /** Pipeline tag of the model: the default task of a pipeline. */
  task?: string;
  modelIds: string[];
  /** Names of the files in the model's repository. */
  repositoryFiles: ReadonlySet<string>;
}

const transformers = (name: string, requirements: string[] | undefined = [TRANSFORMERS_4]): Removed => ({
  name,
  library: 'transformers',
  ...defined({ requirements }),
});

/**
 * TensorFlow classes of 4.57 can read `tf_model.h5`. They prefer safetensors, but fail on those written by PyTorch.
 * Flax classes need releases of jax that no current Python supports.
 */
function tensorFlow(name: string, { repositoryFiles }: RepositoryFacts): Removed {
  const hasSafetensors = [...repositoryFiles].some((file) =>
    /^model[\w.-]*\.safetensors(?:\.index\.json)?$/.test(file),
  );
  const runs = name.startsWith('TF') && !hasSafetensors;
  return runs ? transformers(name, [TRANSFORMERS_4, ...TENSORFLOW]) : { name, library: 'transformers' };
}

function removedName(name: string, facts: RepositoryFacts): Removed[] {
  if (/^(?:TF|Flax)[A-Z]/.test(name)) return [tensorFlow(name, facts)];
  if (REMOVED_BEFORE_4_56.test(name)) return [{ name, library: 'transformers' }];
  const isRemoved =
    REMOVED_NAMES.has(name) ||
    (name.endsWith('FeatureExtractor') &&
      REMOVED_FEATURE_EXTRACTORS.has(name.slice(0, -'FeatureExtractor'.length)));
  return isRemoved ? [transformers(name)] : [];
}

function removedPipeline({ callee, args }: Call, facts: RepositoryFacts): Removed[] {
  if (callee !== 'pipeline' && callee !== 'transformers.pipeline') return [];
  const given =
    args.find(({ keyword }) => keyword === 'task') ?? args.find(({ keyword }) => keyword === undefined);
  const model = args.find(({ keyword }) => keyword === 'model');
  if (given?.string === 'conversational')
    return [{ name: 'pipeline("conversational")', library: 'transformers' }];
  if (args.some(({ keyword }) => keyword === 'framework')) return [transformers('pipeline(framework=)')];
  const isOurs = model?.string !== undefined && facts.modelIds.includes(model.string);
  const task = given === undefined && isOurs ? facts.task : given?.string;
  return task !== undefined && REMOVED_PIPELINES.test(task) ? [transformers(`pipeline("${task}")`)] : [];
}

/** Finds what the code uses but the newest releases of its libraries no longer have. */
export function findRemoved(
  imports: ImportedName[],
  calls: readonly Call[],
  facts: RepositoryFacts,
): Removed[] {
  const found: Removed[] = [];
  for (const { module, names, guarded } of imports) {
    if (guarded) continue;
    if (MODULES_REMOVED_BEFORE_4_56.test(module)) found.push({ name: module, library: 'transformers' });
    // Not in skops 0.16.0; the Hub's snippet for scikit-learn still imports it.
    if (/^skops\.hub_utils(?:\.|$)/.test(module)) found.push({ name: module, library: 'skops' });
    if (/^transformers(?:\.|$)/.test(module))
      found.push(...names.flatMap((name) => removedName(name, facts)));
    if (/^huggingface_hub(?:\.|$)/.test(module)) found.push(...names.flatMap(removedFromHub));
  }
  const usesTransformers = imports.some(({ module }) => /^transformers(?:\.|$)/.test(module));
  for (const call of calls) {
    const [, library, name] = /^(transformers|huggingface_hub)\.(\w+)/.exec(call.callee) ?? [];
    if (library === 'transformers') found.push(...removedName(name!, facts));
    if (library === 'huggingface_hub') found.push(...removedFromHub(name!));
    if (!usesTransformers) continue;
    found.push(...removedPipeline(call, facts));
    if (REMOVED_METHODS.test(call.callee)) found.push(transformers(call.callee));
  }
  return [...new Map(found.map((entry) => [entry.name, entry])).values()];
}

function removedFromHub(name: string): Removed[] {
  if (!REMOVED_FROM_HUB.has(name)) return [];
  const requirements = REMOVED_FROM_HUB.get(name);
  return [{ name, library: 'huggingface_hub', ...defined({ requirements }) }];
}
