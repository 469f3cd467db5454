import type { Loading } from '../../notebook/fit.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Template } from './code-template.ts';

const BYTES: Record<string, number> = { float16: 2, bfloat16: 2, float32: 4 };

/** Libraries that load more weights than the metadata counts. */
const MORE_THAN_WEIGHTS = new Set(['diffusers', 'peft']);

/**
 * Reads how a template loads the model: `dtype=torch.float32`, or one dtype with CUDA and another without it. Quantized
 * weights are loaded as stored, as are all weights if the code specifies no dtype.
 * @returns undefined if the metadata does not count everything that is loaded
 */
export function readLoading(template: Template, traits: ModelTraits): Loading | undefined {
  const { code, packages } = template;
  const { parameters, bytes } = traits;
  if (!packages.some((name) => name === 'transformers' || name === 'sentence-transformers')) return undefined;
  if (packages.some((name) => MORE_THAN_WEIGHTS.has(name)) || !parameters || !bytes) return undefined;
  const spread = code.includes('device_map="auto"');
  const dtype = /dtype ?= ?torch\.(\w+)(.*)/.exec(code);
  const stored = bytes / parameters;
  if (dtype === null || traits.quantization !== undefined) return { gpu: stored, cpu: stored, spread };
  const gpu = BYTES[dtype[1]!];
  const otherwise = /^ if torch\.cuda\.is_available\(\) else (?:torch\.(\w+)|"auto")/.exec(dtype[2]!);
  const cpu = otherwise === null ? gpu : otherwise[1] === undefined ? stored : BYTES[otherwise[1]];
  return gpu === undefined || cpu === undefined ? undefined : { gpu, cpu, spread };
}
