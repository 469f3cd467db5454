import { toPythonLiteral } from '../../encode/python-literal.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import { createLineScanner } from '../../python/syntax/line-scanner.ts';
import { readBaseModels } from '../model-traits.ts';
import { isQuoted, markLine, type Repair } from './repair-snippet.ts';

/** Text that can be pasted into a Python literal without escapes. */
const PLAIN = /^[\w][\w.+\- /()]{0,199}$/;
const SAMPLE_TEXT = 'Hello, this is a test.';
/** GGUF quantizations in order of preference: small enough for a laptop, good enough for a chat. */
const QUANTS = ['Q4_K_M', 'Q4_K_S', 'Q4_0', 'Q5_K_M', 'Q5_0', 'IQ4_XS', 'IQ4_NL', 'Q8_0'];

const fileNames = (info: ModelInfo) =>
  info.siblings.map(({ rfilename }) => rfilename).filter((name) => PLAIN.test(name) && !name.includes('..'));

/** Chooses the GGUF file to load: never a projector, nor a later part of a split file. */
export function chooseGguf(files: string[]): string | undefined {
  const models = files.filter(
    (name) =>
      /\.gguf$/i.test(name) &&
      !/mmproj|imatrix/i.test(name) &&
      /^(?:0*1)?$/.test(/-(\d{5})-of-\d{5}\.gguf$/i.exec(name)?.[1] ?? ''),
  );
  for (const quant of QUANTS) {
    const found = models.find((name) => name.toUpperCase().includes(quant));
    if (found !== undefined) return found;
  }
  return models[0];
}

/** The only file with the extension, or the one with the given name if there are several. */
function onlyFile(files: string[], extension: string, name: string): string | undefined {
  const found = files.filter((file) => file.toLowerCase().endsWith(`.${extension.toLowerCase()}`));
  if (found.length === 1) return found[0];
  return found.find((file) => file.toLowerCase() === `${name}.${extension}`.toLowerCase());
}

interface Fill {
  /** Needs the `g` flag. The whole match is replaced. */
  pattern: RegExp;
  fill: (match: RegExpMatchArray, info: ModelInfo) => string | undefined;
  note: string;
}

const nameOf = (id: string) => id.slice(id.indexOf('/') + 1);

const FILLS: Fill[] = [
  {
    pattern: /\{\{GGUF_FILE\}\}/g,
    fill: (_, info) => chooseGguf(fileNames(info)),
    note: 'file name from the repository',
  },
  {
    pattern: /\{MODEL FILENAME\}\.(\w+)/g,
    fill: ([, extension], info) => onlyFile(fileNames(info), extension!, nameOf(info.id)),
    note: 'file name from the repository',
  },
  {
    pattern: /fill-in-(?:model-name|base-model)/g,
    fill: (_, info) => {
      const base = readBaseModels(info);
      return base.length === 1 && PLAIN.test(base[0]!) ? base[0] : undefined;
    },
    note: 'base model from the metadata',
  },
  {
    // A file name that is not in the repository, if the repository has only one file of that type.
    pattern: /(hf_hub_download\((?:repo_id=)?"[^"]*", (?:filename=)?")([^"/]+)\.(\w+)(?=")/g,
    fill: ([whole, before, stem, extension], info) => {
      const files = fileNames(info);
      if (files.length === 0 || files.includes(`${stem}.${extension}`)) return whole;
      const file = onlyFile(files, extension!, nameOf(info.id));
      return file && `${before}${file}`;
    },
    note: 'file name from the repository',
  },
  {
    pattern: /"(?:PUT YOUR TEXT HERE|Your text here\.?)"/g,
    fill: (match, info) => {
      if (isQuoted(match.input!, match.index!)) return undefined;
      const [first] = info.widgetData ?? [];
      const text = (first as { text?: unknown } | undefined | null)?.text;
      const usable = typeof text === 'string' && text.trim() !== '' && text.length <= 300;
      return toPythonLiteral(usable ? text : SAMPLE_TEXT);
    },
    note: 'sample text',
  },
  {
    pattern: /path_to_folder(?=["/])/g,
    fill: () => 'model-files',
    note: 'folder name',
  },
];

/**
 * Fills the placeholders whose value is in the model's metadata. A snippet with any other placeholder is rejected
 * later.
 */
export function fillPlaceholders(code: string, info: ModelInfo): Repair {
  const scanner = createLineScanner();
  const edits = new Set<string>();
  const lines = code.split('\n').map((line) => {
    const inString = scanner.isInString();
    scanner.next(line);
    if (/^\s*#/.test(line) || inString) return line;
    let filled = line;
    let note = '';
    for (const { pattern, fill, note: what } of FILLS) {
      let next = '';
      let at = 0;
      for (const match of filled.matchAll(pattern)) {
        next += filled.slice(at, match.index) + (fill(match, info) ?? match[0]);
        at = match.index + match[0].length;
      }
      next += filled.slice(at);
      if (next !== filled) note = what;
      filled = next;
    }
    if (note === '') return line;
    edits.add(note);
    return scanner.isInString() || /\\\s*$/.test(filled) ? filled : markLine(filled, note);
  });
  return { code: lines.join('\n'), edits: [...edits] };
}
