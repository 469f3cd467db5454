import type { Loading } from '../../notebook/fit.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Template } from './code-template.ts';

const BYTES: Record<string, number> = { float16: 2, bfloat16: 2, float32: 4 };

/** Libraries that load more weights than the metadata counts. */
const MORE_THAN_WEIGHTS = new Set(['diffusers', 'peft']);

/**
 * Reads how a filled template loads the model: `dtype="bfloat16"`. Quantized weights are loaded as stored, as are all
 * weights with `dtype="auto"` or without a dtype.
 * @returns undefined if the metadata does not count everything that is loaded
 */
export function readLoading(template: Template, traits: ModelTraits): Loading | undefined {
  const { code, packages } = template;
  const { parameters, bytes } = traits;
  if (!packages.some((name) => name === 'transformers' || name === 'sentence-transformers')) return undefined;
  if (packages.some((name) => MORE_THAN_WEIGHTS.has(name)) || !parameters || !bytes) return undefined;
  const spread = code.includes('device_map="auto"');
  const dtype = /dtype ?= ?(?:torch\.|")(\w+)/.exec(code)?.[1];
  const stored = bytes / parameters;
  const each = dtype === undefined || traits.quantization !== undefined ? stored : (BYTES[dtype] ?? stored);
  return { gpu: each, cpu: each, spread };
}
