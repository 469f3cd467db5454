import { toPythonLiteral } from '../../encode/python-literal.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import type { ModelTraits } from '../model-traits.ts';
import { loadTemplate, type Template } from './code-template.ts';
import { findSamples } from './samples.ts';

const INPUT = /^(\w+ = )(.*?) {2}# @widget (\w+)(?: (\w+))?$/;
const FETCH = /^# @fetch (image|audio)$/;
const MAX_LENGTH = 2000;
const ENDINGS = { image: /\.(?:jpe?g|png|webp|bmp|gif)$/i, audio: /\.(?:wav|flac|mp3|ogg)$/i };

type Widget = Record<string, unknown>;

/**
 * Fills a template for one model. Default inputs are replaced by those of the model's widget, or by samples in the
 * model's language. Adds the widget's image or audio file, and `trust_remote_code` if the model needs it.
 */
export function fillTemplate(
  template: Template,
  info: Pick<ModelInfo, 'id' | 'cardData' | 'widgetData'>,
  traits: Pick<ModelTraits, 'task' | 'trustRemoteCode'>,
): Template {
  const lines = template.code.split('\n');
  const keys = lines.flatMap((line) => INPUT.exec(line)?.[3] ?? []);
  const widget = chooseWidget(info.widgetData ?? [], keys);
  const samples = findSamples(info, traits.task);
  const packages = new Set(template.packages);
  const filled = lines.flatMap((line) => {
    const input = INPUT.exec(line);
    if (input !== null) {
      const [, variable, value, key = '', kind = ''] = input;
      const own = Object.hasOwn(widget, key) ? widget[key] : undefined;
      const given = isText(own) || isTextList(own) ? own : samples?.[kind];
      const fits = given !== undefined && Array.isArray(given) === value!.startsWith('[');
      return `${variable}${fits ? toPythonLiteral(given) : value}`;
    }
    const kind = FETCH.exec(line)?.[1] as keyof typeof ENDINGS | undefined;
    if (kind === undefined) return line;
    const source = sourceOf(widget, kind);
    if (source === undefined) return [];
    const fetching = loadTemplate(`inputs/${kind}.py`);
    for (const name of fetching.packages) packages.add(name);
    return fetching.code.replace(/"https:\/\/" {2}# @source/, () => toPythonLiteral(source)).split('\n');
  });
  return {
    ...template,
    packages: [...packages],
    code: addTrustRemoteCode(filled.join('\n'), template, traits),
  };
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
