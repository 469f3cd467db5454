import type { Call } from './calls.ts';
import type { ImportedName } from './import-names.ts';

// Public names of transformers 4.57.6 that 5.23.0 does not have, found by importing both (2026-11-24).
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

/** Pipelines that 5.x no longer knows; `translation_en_to_de` is a form of the first. */
const REMOVED_PIPELINES =
  /^(?:translation(?:_\w+_to_\w+)?|summarization|text2text-generation|question-answering|visual-question-answering|vqa|image-to-text|image-to-image)$/;

/** The last versions of transformers that have what was removed in 5, and the arguments that the templates use. */
export const BEFORE_REMOVALS = '>=4.56,<5';

function isRemoved(name: string): boolean {
  if (/^(?:TF|Flax)[A-Z]/.test(name) || REMOVED_NAMES.has(name)) return true;
  return (
    name.endsWith('FeatureExtractor') &&
    REMOVED_FEATURE_EXTRACTORS.has(name.slice(0, -'FeatureExtractor'.length))
  );
}

/** What the code takes from transformers that version 5 removed: class names, and pipelines by their task. */
export function findRemovedFromTransformers(imports: ImportedName[], calls: Call[]): string[] {
  const names = imports
    .filter(({ module }) => /^transformers(?:\.|$)/.test(module))
    .flatMap((entry) => entry.names);
  const attributes = calls.flatMap(({ callee }) => /^transformers\.(\w+)/.exec(callee)?.[1] ?? []);
  const pipelines = calls.flatMap(({ callee, args }) => {
    if (callee !== 'pipeline' && callee !== 'transformers.pipeline') return [];
    const task = (
      args.find(({ keyword }) => keyword === 'task') ?? args.find(({ keyword }) => keyword === undefined)
    )?.string;
    return task !== undefined && REMOVED_PIPELINES.test(task) ? [`pipeline("${task}")`] : [];
  });
  return [...new Set([...[...names, ...attributes].filter(isRemoved), ...pipelines])];
}
