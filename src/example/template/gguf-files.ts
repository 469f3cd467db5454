import type { ModelInfo } from '../../hub/models/model-info.ts';

/** Kinds of quantization with about four bits per weight, the best first. */
const FOUR_BITS = [/Q4_K_M/i, /Q4_K/i, /Q4_0/i, /Q4/i];

/** Chooses the quantization to try first: its file, or all parts of a split file. Leaves out image projectors (`mmproj`). */
export function chooseGgufFiles({ siblings }: Pick<ModelInfo, 'siblings'>): string[] {
  const names = siblings
    .map(({ rfilename }) => rfilename)
    .filter((name) => name.endsWith('.gguf') && !name.includes('mmproj'))
    .sort();
  const kind = FOUR_BITS.find((pattern) => names.some((name) => pattern.test(name)));
  const first = names.find((name) => kind?.test(name) ?? true);
  return first === undefined ? [] : names.filter((name) => withoutPart(name) === withoutPart(first));
}

const withoutPart = (name: string) => name.replace(/-\d{5}-of-\d{5}\.gguf$/, '');
