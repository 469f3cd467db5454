import { toPythonLiteral } from '../../encode/python-literal.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import { type ModelTraits, readBaseModels } from '../model-traits.ts';
import { loadTemplate, type Template } from './code-template.ts';
import { chooseGgufFiles } from './gguf-files.ts';
import { isImport, mergeImports } from './merge-imports.ts';
import { findSamples } from './samples.ts';
import { type FactInfo, readFacts, type TestFact } from './template-facts.ts';

const WIDGET = /^(\w+ = )(.*?) {2}# @widget (\w+)(?: (\w+))?$/;
const INPUT = /^# @input (image|audio)$/;
const CONDITION = /^# @(if|else|end)(?: (.+))?$/;
const MAX_LENGTH = 2000;
const ENDINGS = { image: /\.(?:jpe?g|png|webp|bmp|gif)$/i, audio: /\.(?:wav|flac|mp3|ogg)$/i };
const DEFAULT_INPUTS = { image: 'inputs/drawing.py', audio: 'inputs/tone.py' };
/** Smaller models fit on a GPU in any precision. */
const MANY_PARAMETERS = 1e9;

type Widget = Record<string, unknown>;
type FillInfo = FactInfo & Pick<ModelInfo, 'id' | 'widgetData'>;
type FillTraits = Pick<
  ModelTraits,
  'task' | 'trustRemoteCode' | 'modelType' | 'maskToken' | 'dtype' | 'parameters' | 'quantization'
>;

/**
 * Fills a template for one model: chooses the lines that suit it, and replaces default inputs by those of the model's
 * widget, or by samples in the model's language. Adds `trust_remote_code` if the model needs it.
 */
export function fillTemplate(template: Template, info: FillInfo, traits: FillTraits): Template {
  const lines = chooseLines(template.code.split('\n'), readFacts(info, traits));
  const keys = lines.flatMap((line) => WIDGET.exec(line)?.[3] ?? []);
  const widget = chooseWidget(info.widgetData ?? [], keys);
  const samples = findSamples(info, traits.task);
  const packages = new Set(template.packages);
  const imports: string[] = [];
  const filled = lines.flatMap((line) => {
    const entry = WIDGET.exec(line);
    if (entry !== null) {
      const [, variable, value, key = '', kind = ''] = entry;
      const own = Object.hasOwn(widget, key) ? widget[key] : undefined;
      const given = [own, samples?.[kind]]
        .map((input) => asInput(input, value!))
        .find((input) => input !== undefined);
      const text = given === undefined ? value! : toPythonLiteral(given);
      return variable + (kind === 'masked' ? setMaskToken(text, traits) : text);
    }
    const kind = INPUT.exec(line)?.[1] as keyof typeof ENDINGS | undefined;
    if (kind === undefined) return line;
    const source = sourceOf(widget, kind);
    const input = loadTemplate(source === undefined ? DEFAULT_INPUTS[kind] : `inputs/${kind}.py`);
    for (const name of input.packages) packages.add(name);
    const code =
      source === undefined ? input.code : input.code.replace('"@source"', () => toPythonLiteral(source));
    const inputLines = code.split('\n');
    imports.push(...inputLines.filter(isImport));
    return inputLines.filter((input) => !isImport(input));
  });
  const code = mergeImports(filled, imports)
    .join('\n')
    .replace('"@base_model"', () => toPythonLiteral(readBaseModels(info)[0] ?? ''))
    .replace('["@gguf_files"]', () => toPythonLiteral(chooseGgufFiles(info)));
  return {
    ...template,
    packages: [...packages],
    code: addTrustRemoteCode(chooseDtype(code, traits), template, traits),
  };
}

/** Keeps the lines from `# @if <fact>` to `# @else` or `# @end` if the fact is true. Conditions can be nested. */
function chooseLines(lines: string[], isTrue: TestFact): string[] {
  const open: boolean[] = [];
  return lines.filter((line) => {
    const condition = CONDITION.exec(line);
    if (condition === null) return !open.includes(false);
    const [, word, test = ''] = condition;
    if (word === 'if') {
      const [, not, name, values] = /^(not )?(\w+)(?: (.+))?$/.exec(test)!;
      open.push(isTrue(name!, values?.split(' ') ?? []) === (not === undefined));
    } else if (word === 'else') open.push(!open.pop()!);
    else open.pop();
    return false;
  });
}

/** An input that fits the default: a text, or a list of texts. A list can also be given as a text with commas. */
function asInput(given: unknown, value: string): string | string[] | undefined {
  if (!value.startsWith('[')) return isText(given) ? given : undefined;
  const list = isText(given) && given.includes(',') ? given.split(',').map((part) => part.trim()) : given;
  return isTextList(list) ? list : undefined;
}

const setMaskToken = (text: string, { maskToken }: FillTraits) =>
  maskToken === undefined
    ? text
    : text.replace(/\[MASK\]|<mask>/g, () => toPythonLiteral(maskToken).slice(1, -1));

/** Loads large float32 weights in half the memory. */
function chooseDtype(code: string, { dtype, parameters, quantization }: FillTraits): string {
  const halve = dtype === 'F32' && quantization === undefined && (parameters ?? 0) >= MANY_PARAMETERS;
  return halve
    ? code.replace('dtype="auto", device_map="auto"', 'dtype="bfloat16", device_map="auto"')
    : code;
}

/** The first entry that has all inputs of the template, or else one of them or a file, or else an empty entry. */
function chooseWidget(entries: unknown[], keys: string[]): Widget {
  const widgets = entries.filter((entry): entry is Widget => typeof entry === 'object' && entry !== null);
  const has = (widget: Widget) => (key: string) => Object.hasOwn(widget, key);
  return (
    widgets.find((widget) => keys.length > 0 && keys.every(has(widget))) ??
    widgets.find((widget) => [...keys, 'src'].some(has(widget))) ??
    {}
  );
}

/** URL of the widget's file if it is of that kind. Only HTTPS is allowed. */
function sourceOf({ src }: Widget, kind: keyof typeof ENDINGS): string | undefined {
  if (typeof src !== 'string' || src.length > MAX_LENGTH || !URL.canParse(src)) return undefined;
  const { protocol, pathname, href } = new URL(src);
  return protocol === 'https:' && ENDINGS[kind].test(pathname) ? href : undefined;
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_LENGTH;

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.length <= 20 && value.every(isText);

const PINNED = 'revision=REVISION';
const LOADS = /(?:\.from_pretrained|pipeline|SentenceTransformer|CrossEncoder)\(/;

function addTrustRemoteCode(
  code: string,
  { packages }: Template,
  traits: Pick<ModelTraits, 'trustRemoteCode'>,
): string {
  if (
    !traits.trustRemoteCode ||
    !packages.some((name) => name === 'transformers' || name === 'sentence-transformers')
  )
    return code;
  return `# trust_remote_code: the model includes its own code, which runs here at the pinned revision.\n${code
    .split(PINNED)
    .map((part, index, parts) => {
      if (index === parts.length - 1) return part;
      return part + PINNED + (LOADS.test(part) ? ', trust_remote_code=True' : '');
    })
    .join('')}`;
}
