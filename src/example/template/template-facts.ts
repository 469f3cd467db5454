import type { ModelInfo } from '../../hub/models/model-info.ts';
import { type ModelTraits, readBaseModels } from '../model-traits.ts';
import { chooseGgufFiles } from './gguf-files.ts';

export type FactInfo = Pick<
  ModelInfo,
  'config' | 'transformersInfo' | 'tags' | 'siblings' | 'cardData' | 'gguf'
>;

/** Tests a condition of a template: the words of `# @if <name> <values>`. */
export type TestFact = (name: string, values: string[]) => boolean;

/**
 * Facts about a model that decide which lines of a template its notebook gets. A fact that the metadata does not state
 * is false, so the lines under `# @else` must suit most models.
 */
export function readFacts(info: FactInfo, traits: Pick<ModelTraits, 'modelType' | 'maskToken'>): TestFact {
  const facts: Record<string, (values: string[]) => boolean> = {
    chat_template: () => hasChatTemplate(info),
    causal: () => isCausal(info),
    seq2seq: () => (info.config?.peft as { task_type?: unknown } | undefined)?.task_type === 'SEQ_2_SEQ_LM',
    file: (values) => info.siblings.some(({ rfilename }) => values.includes(rfilename)),
    gguf_files: () => chooseGgufFiles(info).length > 0,
    lora: () => isLora(info),
    mask_token: () => traits.maskToken !== undefined,
    model_type: (values) => values.includes(traits.modelType ?? ''),
    pipeline_class: (values) => values.includes(pipelineClass(info) ?? ''),
  };
  return (name, values) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`a template asks for an unknown fact: ${name}`);
    return fact(values);
  };
}

/** The Hub adds the tag `conversational` to models with a chat template, but older cards have it for other reasons. */
function hasChatTemplate({ config, tags, siblings, gguf }: FactInfo): boolean {
  const [tokenizer, processor] = [config?.tokenizer_config, config?.processor_config] as (
    | { chat_template?: unknown }
    | undefined
  )[];
  return (
    (tokenizer === undefined && tags.includes('conversational')) ||
    [
      tokenizer?.chat_template,
      processor?.chat_template,
      config?.chat_template_jinja,
      gguf?.chat_template,
    ].some((template) => template !== undefined && template !== null) ||
    siblings.some(({ rfilename }) => /^chat_template\.(?:jinja|json)$/.test(rfilename))
  );
}

/** Whether the model continues text, rather than turning one text into another. */
function isCausal({ config, transformersInfo }: FactInfo): boolean {
  const [architecture] = Array.isArray(config?.architectures) ? (config.architectures as unknown[]) : [];
  return typeof architecture === 'string'
    ? /ForCausalLM$|LMHeadModel$/.test(architecture)
    : transformersInfo?.auto_model === 'AutoModelForCausalLM';
}

function pipelineClass({ config }: FactInfo): string | undefined {
  const name = (config?.diffusers as { _class_name?: unknown } | undefined)?._class_name;
  return typeof name === 'string' ? name : undefined;
}

/** Whether the repository has weights to add to a base model, and no pipeline of its own. */
function isLora(info: FactInfo): boolean {
  return pipelineClass(info) === undefined && readBaseModels(info).length > 0;
}
