import { readdirSync, readFileSync } from 'node:fs';
import { loadTemplate } from '../../src/example/template/code-template.ts';
import { fillTemplate } from '../../src/example/template/fill-template.ts';
import { packageRoot } from '../../src/package-root.ts';

export interface TemplateFile {
  /** Path under templates/, such as `tasks/fill-mask.py`. */
  path: string;
  text: string;
  /** The header's keys and their words, in order. For a template that is `like` another, its header follows. */
  header: Map<string, string[]>;
  /** The code that each kind of model gets, keyed by what decides it. */
  variants: [name: string, code: string][];
  /** The packages that any variant needs. */
  packages: string[];
}

/** Every Python file of templates/tasks and templates/libraries. */
export function templateFiles(): TemplateFile[] {
  return ['tasks', 'libraries'].flatMap((folder) =>
    readdirSync(new URL(`templates/${folder}/`, packageRoot()))
      .filter((name) => name.endsWith('.py'))
      .sort()
      .map((name) => readTemplateFile(`${folder}/${name}`)),
  );
}

function readTemplateFile(path: string): TemplateFile {
  const text = readText(path);
  const header = readHeader(path);
  return { path, text, header, ...listVariants(path) };
}

const readText = (path: string) =>
  readFileSync(new URL(`templates/${path}`, packageRoot()), 'utf8').replaceAll('\r\n', '\n');

function readHeader(path: string): TemplateFile['header'] {
  const header = new Map<string, string[]>();
  let base: string | undefined;
  for (const [, key, value] of readText(path).matchAll(/^# ([a-z]+): (.*)$/gm)) {
    if (key === 'like') base = value;
    else if (key !== 'replace') header.set(key!, value!.split(' '));
  }
  const rest = base === undefined ? [] : [...readHeader(base)];
  for (const [key, words] of rest) if (key !== 'task' && !header.has(key)) header.set(key, words);
  return header;
}

/** What the metadata says if a fact is true. */
const METADATA: Record<string, (value: string) => { info?: object; config?: object; traits?: object }> = {
  chat_template: () => ({ config: { tokenizer_config: { chat_template: '{{ messages }}' } } }),
  causal: () => ({ config: { architectures: ['GPT2LMHeadModel'] } }),
  seq2seq: () => ({ config: { peft: { task_type: 'SEQ_2_SEQ_LM' } } }),
  lora: () => ({ info: { cardData: { base_model: 'owner/base' } } }),
  file: (rfilename) => ({ info: { siblings: [{ rfilename }] } }),
  gguf_files: () => ({ info: { siblings: [{ rfilename: 'model-Q4_K_M.gguf' }] } }),
  mask_token: () => ({ traits: { maskToken: '<mask>' } }),
  model_type: (modelType) => ({ traits: { modelType } }),
  pipeline_class: (_class_name) => ({ config: { diffusers: { _class_name } } }),
  input: (kind) => ({
    info: { widgetData: [{ src: `https://example.org/a.${kind === 'image' ? 'jpg' : 'wav'}` }] },
  }),
};

/** Every combination of what the template's conditions ask for. */
function listVariants(path: string): Pick<TemplateFile, 'variants' | 'packages'> {
  const packages = new Set<string>();
  const template = loadTemplate(path);
  const values = new Map<string, Set<string>>();
  for (const [, name, words] of template.code.matchAll(/^# @(?:if(?: not)? )?(\w+)(?: (.+))?$/gm)) {
    if (name === 'else' || name === 'end') continue;
    const known = values.get(name!) ?? new Set();
    for (const word of words?.split(' ') ?? ['yes']) known.add(word);
    values.set(name!, known);
  }
  let combinations: [string, string][][] = [[]];
  for (const [name, words] of values) {
    combinations = combinations.flatMap((chosen) => [
      chosen,
      ...[...words].map((word): [string, string][] => [...chosen, [name, word]]),
    ]);
  }
  const variants = combinations.map((chosen): [string, string] => {
    const facts = chosen.map(([name, word]) => METADATA[name]!(word));
    const filled = fillTemplate(
      template,
      {
        id: 'owner/name',
        tags: [],
        siblings: [],
        config: Object.assign({}, ...facts.map(({ config }) => config)),
        ...Object.assign({}, ...facts.map(({ info }) => info)),
      },
      { trustRemoteCode: false, ...Object.assign({}, ...facts.map(({ traits }) => traits)) },
    );
    for (const name of filled.packages) packages.add(name);
    return [chosen.map((pair) => pair.join(' ')).join(', ') || 'any model', filled.code];
  });
  return { variants, packages: [...packages] };
}
