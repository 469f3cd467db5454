import { isModelId } from '../../hub/models/model-id.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';

const UNSAFE = /["'`\\{}\n\r\u2028\u2029\p{Cc}\p{Cf}\p{Cs}]/u;
const UNSAFE_CHARACTERS = new RegExp(UNSAFE, 'gu');
/** Replaces unsafe characters: neither syntax nor part of a word. */
const REPLACEMENT = '~';
const MAX_TEXT = 300;
const MAX_DEPTH = 6;
/** Fields that the snippets paste as code, with the pattern that each must match. */
const CODE_FIELDS: Record<string, RegExp> = {
  auto_model: /^[A-Za-z_]\w*$/,
  processor: /^[A-Za-z_]\w*$/,
  pipeline_tag: /^[\w-]+$/,
};

/** Copies a value, except for strings that could close a literal. The snippets paste strings without escaping them. */
function withoutUnsafeStrings(value: unknown, key = '', depth = 0): unknown {
  if (typeof value === 'string') {
    if (Object.hasOwn(CODE_FIELDS, key)) return CODE_FIELDS[key]!.test(value) ? value : undefined;
    // The snippets only check whether there is a template.
    if (key.startsWith('chat_template')) return '';
    return UNSAFE.test(value) || value.length > MAX_TEXT ? undefined : value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value))
    return value
      .map((item) => withoutUnsafeStrings(item, key, depth + 1))
      .filter((item) => item !== undefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const safe = withoutUnsafeStrings(item, name, depth + 1);
      return safe === undefined || UNSAFE.test(name) ? [] : [[name, safe]];
    }),
  );
}

type Texts = Record<string, string | string[]>;

/** The text inputs of the model's first widget example. They often contain quotes. */
function widgetTexts(info: ModelInfo): Texts | undefined {
  const [first] = info.widgetData ?? [];
  if (typeof first !== 'object' || first === null) return undefined;
  const entry = first as Record<string, unknown>;
  const texts: Texts = {};
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT && !/\p{Cs}/u.test(value);
  for (const name of ['text', 'source_sentence']) if (isText(entry[name])) texts[name] = entry[name];
  const { sentences } = entry;
  if (Array.isArray(sentences) && sentences.length <= 20 && sentences.every(isText))
    texts.sentences = sentences;
  return Object.keys(texts).length > 0 ? texts : undefined;
}

const mapTexts = (texts: Texts, change: (text: string) => string): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Array.isArray(text) ? text.map(change) : change(text)]),
  );

/**
 * Reads the snippets that the Hub shows for the model's library (`@huggingface/tasks`). They have no labels and may be
 * Python, shell commands, other languages or prose. Metadata that could close a literal is left out. A widget's text is
 * used unchanged only if it provably changes only the value of a literal.
 */
export async function readLibrarySnippets(info: ModelInfo, library: string | undefined): Promise<string[]> {
  const { MODEL_LIBRARIES_UI_ELEMENTS } = await import('./library-elements.ts');
  const libraries = MODEL_LIBRARIES_UI_ELEMENTS as Record<string, { snippets?: (model: never) => string[] }>;
  if (library === undefined || !Object.hasOwn(libraries, library) || !isModelId(info.id)) return [];
  const render = (texts: Texts | undefined): string[] => {
    const safe = withoutUnsafeStrings({ ...info, widgetData: undefined }) as object;
    const model = {
      inference: '',
      config: {},
      ...safe,
      tags: info.tags.filter((tag) => !UNSAFE.test(tag)),
      id: info.id,
      modelId: info.id,
      ...(texts && { widgetData: [texts] }),
    };
    try {
      return libraries[library]?.snippets?.(model as never) ?? [];
    } catch {
      return [];
    }
  };
  const texts = widgetTexts(info);
  if (texts === undefined) return render(undefined);
  const asWritten = render(texts);
  const sanitized = render(mapTexts(texts, (text) => text.replace(UNSAFE_CHARACTERS, REPLACEMENT)));
  if (sanitized.every((code, at) => code === asWritten[at])) return sanitized;
  const { haveSameShape } = await import('./snippet-shape.ts');
  return sanitized.map((code, at) => {
    const written = asWritten[at];
    return written !== undefined && haveSameShape(code, written) ? written : code;
  });
}
