import { readTemplate } from '../../package-root.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Template } from './code-template.ts';
import { mergeImports } from './merge-imports.ts';

/** Extra packages for loading a model in 4-bit precision. */
export const QUANTIZE_PACKAGES = ['bitsandbytes'];

/** A call that loads a model with `device_map="auto"`. Only this call gets the quantization. */
const LOAD = /^(.*?(\w+)\()([^()\n]*device_map="auto")\)/m;

/** Finds why a template cannot load a model in 4-bit precision. The result is worded to follow "because". */
export function findQuantizeRefusal(template: Template, traits: ModelTraits): string | undefined {
  const { library } = traits;
  if (traits.quantization !== undefined) return `its weights are already quantized (${traits.quantization})`;
  if (library === 'gguf')
    return 'GGUF files are already quantized: cell 6 uses one with about four bits per weight';
  if (!template.packages.includes('transformers')) {
    return `bitsandbytes only quantizes transformers models, and this one is loaded with ${library ?? 'an unknown library'}`;
  }
  if (template.packages.includes('diffusers')) {
    return 'a diffusers pipeline consists of several models, which alacard does not quantize';
  }
  if (!LOAD.test(template.code)) {
    return `alacard's template ${template.path} cannot load models in 4-bit precision; models for its task are usually small`;
  }
  return undefined;
}

/** Changes a template's code to load the model in 4-bit precision. */
export function quantizeCode(code: string): string {
  const settings = readTemplate('cells/quantize.py').trimEnd().split('\n');
  const edited = code.replace(LOAD, (_, start: string, callee: string, given: string) => {
    const argument =
      callee === 'pipeline'
        ? 'model_kwargs={"quantization_config": quantization}'
        : 'quantization_config=quantization';
    return `${start}\n    ${given},\n    ${argument},\n)`;
  });
  const lines = mergeImports(edited.split('\n'), ['from transformers import BitsAndBytesConfig']);
  const last = lines.findLastIndex((line) => /^(?:import|from) /.test(line));
  return [...lines.slice(0, last + 1), '', ...settings, ...lines.slice(last + 1)].join('\n');
}
