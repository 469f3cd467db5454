import { readTemplate } from '../../package-root.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Template } from './code-template.ts';

/** Extra packages for loading a model in 4-bit precision. */
export const QUANTIZE_PACKAGES = ['bitsandbytes'];

/** The call that loads a model with `device_map="auto"`. Only this call gets the quantization. */
const LOAD = /(\w+)\((?:[^()]|\([^()]*\))*?device_map="auto"/;

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
  return insertQuantization(code, quantizeLines(), (line) => line);
}

/**
 * Adds the lines for loading in 4-bit precision as comments to a template's code.
 * @param note lines to put above them, without `#`
 */
export function offerQuantized(code: string, note: string[]): string {
  const lines = [...note, `%pip install -q ${QUANTIZE_PACKAGES.join(' ')}`, ...quantizeLines()];
  return insertQuantization(code, ['', ...lines.map((line) => `# ${line}`.trimEnd())], (line) =>
    line.replace(/^ */, '$&# '),
  );
}

const quantizeLines = () => readTemplate('cells/quantize.py').trimEnd().split('\n');

/** Inserts a block after the imports and an argument after `device_map`. */
function insertQuantization(code: string, lines: string[], argument: (line: string) => string): string {
  const [, callee] = LOAD.exec(code)!;
  const keyword =
    callee === 'pipeline'
      ? 'model_kwargs={"quantization_config": quantization}'
      : 'quantization_config=quantization';
  const edited = code.replace(
    /^( *)device_map="auto",\n|device_map="auto"/m,
    (whole, indent: string | undefined) =>
      indent === undefined ? `${whole}, ${keyword}` : `${whole}${argument(`${indent}${keyword},`)}\n`,
  );
  const all = edited.split('\n');
  const last = all.findLastIndex((line) => /^(?:import|from) /.test(line));
  return [...all.slice(0, last + 1), ...lines, ...all.slice(last + 1)].join('\n');
}
