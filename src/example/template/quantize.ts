import { readTemplate } from '../../package-root.ts';
import type { ModelTraits } from '../model-traits.ts';
import type { Template } from './code-template.ts';

/** What the code needs beyond its own packages to load a model in 4 bits. */
export const QUANTIZE_PACKAGES = ['bitsandbytes'];

/** The call that loads a model onto whatever there is: the one place where 4 bits are asked for. */
const LOAD = /(\w+)\((?:[^()]|\([^()]*\))*?device_map="auto"/;

/** Why a model can't be loaded in 4 bits by its template, to stand behind "because"; undefined where it can. */
export function findQuantizeRefusal(template: Template, traits: ModelTraits): string | undefined {
  const { library } = traits;
  if (traits.quantization !== undefined) return `its weights are quantized already (${traits.quantization})`;
  if (library === 'gguf') return 'GGUF files are quantized already: cell 6 takes one of about four bits';
  if (!template.packages.includes('transformers')) {
    return `bitsandbytes quantizes models of transformers, and this one is loaded by ${library ?? 'nothing known'}`;
  }
  if (template.packages.includes('diffusers')) {
    return 'a pipeline of diffusers is several models, which alacard does not quantize';
  }
  if (!LOAD.test(template.code)) {
    return `${template.path} has no such load: models for its task are small as a rule`;
  }
  return undefined;
}

/** A template's code with the load in 4 bits. */
export function quantizeCode(code: string): string {
  return insert(code, block(), (line) => line);
}

/** A template's code with the lines for a load in 4 bits as comments, under `note`: plain lines without `#`. */
export function offerQuantized(code: string, note: string[]): string {
  const lines = [...note, `%pip install -q ${QUANTIZE_PACKAGES.join(' ')}`, ...block()];
  return insert(code, ['', ...lines.map((line) => `# ${line}`.trimEnd())], (line) =>
    line.replace(/^ */, '$&# '),
  );
}

const block = () => readTemplate('cells/quantize.py').trimEnd().split('\n');

/** Puts a block behind the imports and an argument behind `device_map`. */
function insert(code: string, lines: string[], argument: (line: string) => string): string {
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
