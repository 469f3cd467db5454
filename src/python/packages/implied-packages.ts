import { type Facts, IMPLIED_RULES } from './implied-rules.ts';

/** Only this many characters of the code are searched. Examples are far shorter. */
const MAX_CODE = 200_000;

/** What the metadata says about the model, under the Hub's names. */
export interface ModelHints {
  /** `config.model_type` */
  modelType?: string | undefined;
  pipelineTag?: string | undefined;
  /** `config.quantization_config.quant_method` */
  quantMethod?: string | undefined;
}

/** Finds requirements that code needs but does not import, and notes on what pip cannot install. */
export function impliedPackages(
  modules: Iterable<string>,
  code: string,
  hints: ModelHints = {},
): { packages: string[]; notes: string[] } {
  const imported = new Set([...modules].flatMap(withParents));
  const facts: Facts = {
    code: code.slice(0, MAX_CODE),
    modelType: hints.modelType ?? '',
    pipelineTag: hints.pipelineTag ?? '',
    quantMethod: hints.quantMethod ?? '',
    uses: (...names) => names.some((name) => imported.has(name)),
  };
  const packages = new Set<string>();
  const notes = new Set<string>();
  for (const rule of IMPLIED_RULES) {
    if (!rule.when(facts)) continue;
    for (const name of rule.packages?.split(' ') ?? []) packages.add(name);
    if (rule.note !== undefined) notes.add(rule.note);
  }
  return { packages: [...packages].sort(), notes: [...notes] };
}

/** No rule uses a module name with more levels. */
const MAX_LEVELS = 4;

/** `a.b.c` with `a.b` and `a`. */
function withParents(module: string): string[] {
  const parts = module.split('.', MAX_LEVELS);
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}
