import { parseDocument } from 'yaml';
import { countNewlines } from './line-map.ts';

export interface FrontMatter {
  frontMatter: Record<string, unknown> | undefined;
  /** Offset of the text below it. */
  bodyStart: number;
  warnings: string[];
}

const OPENER = /^(?:[ \t]*\n)*---[ \t]*\n/;
const CLOSER = /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm;
/** Where front matter that nothing closes must end: at an empty line, a heading, a fence or HTML. */
const TEXT_LINE = /^(?:[ \t]*\n|#|```|~~~|<)/gm;
const KEY = /^[ \t]*(?:[A-Za-z_][\w.-]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t]|$)/;
const MODEL_INDEX = /^(?:model-index|"model-index"|'model-index')[ \t]*:/m;
/** UTF-16 units, without `model-index`. */
const MAX_LENGTH = 128 * 1024;
const MAX_DEPTH = 12;
const MAX_FLOW_DEPTH = 50;
const MAX_INDICATORS = 60;

/**
 * The YAML between `---` lines at the start of a card; where two such blocks follow each other, both, the first
 * value of a key winning. `model-index` (results, often the largest part) is left out.
 */
export function readFrontMatter(text: string): FrontMatter {
  const warnings: string[] = [];
  let frontMatter: Record<string, unknown> | undefined;
  let bodyStart = 0;
  for (let count = 0; count < 2; count++) {
    const block = readBlock(text, bodyStart);
    if (block === undefined) break;
    if (!block.closed) warnings.push("The card's front matter is not closed by a line of three dashes.");
    const firstLine = countNewlines(text.slice(0, block.start)) + 1;
    const data = readYaml(block.yaml, firstLine, warnings);
    if (data !== undefined) frontMatter = { ...data, ...frontMatter };
    bodyStart = block.end;
  }
  return { frontMatter, bodyStart, warnings };
}

interface Block {
  yaml: string;
  start: number;
  end: number;
  closed: boolean;
}

/** The block counts only if it looks like YAML or is empty: `---` is a rule in Markdown too. */
function readBlock(text: string, from: number): Block | undefined {
  const opener = OPENER.exec(text.slice(from, from + 2000));
  if (opener === null) return undefined;
  const start = from + opener[0].length;
  CLOSER.lastIndex = start;
  const closer = CLOSER.exec(text);
  if (closer !== null) {
    const yaml = text.slice(start, closer.index);
    const comments = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(yaml)![0].length;
    const isEmpty = from === 0 && yaml.trim() === '';
    if (isEmpty || (startsWithKey(yaml, comments) && !/^(?:```|~~~)/m.test(yaml))) {
      return { yaml, start, end: closer.index + closer[0].length, closed: true };
    }
  }
  if (from > 0 || !startsWithKey(text, start)) return undefined;
  TEXT_LINE.lastIndex = start;
  const end = TEXT_LINE.exec(text)?.index ?? text.length;
  return { yaml: text.slice(start, end), start, end, closed: false };
}

function startsWithKey(text: string, at: number): boolean {
  const line = text.slice(at, at + 300).split('\n', 1)[0]!;
  return KEY.test(line) || line.startsWith('{');
}

/** `firstLine` is the 1-based line of the text where the YAML begins. */
function readYaml(yaml: string, firstLine: number, warnings: string[]): Record<string, unknown> | undefined {
  try {
    const source = withoutModelIndex(yaml);
    if (source.length > MAX_LENGTH || isTooDeep(source)) {
      warnings.push("The card's front matter is too large or nested too deeply to be read.");
      return undefined;
    }
    const document = parseDocument(source, { uniqueKeys: false, strict: false, logLevel: 'silent' });
    if (document.errors.length > 0) {
      const line = document.errors[0]!.linePos?.[0].line;
      const where = line === undefined ? '' : ` (line ${firstLine + line - 1})`;
      warnings.push(`The card's front matter is not valid YAML${where}.`);
    }
    const data: unknown = document.toJS({ maxAliasCount: 50 });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
    return plain(data, 0) as Record<string, unknown>;
  } catch {
    warnings.push("The card's front matter could not be read.");
    return undefined;
  }
}

/** Brackets inside each other, or many indicators in one line: the parser recurses into each, some time and again. */
function isTooDeep(yaml: string): boolean {
  let depth = 0;
  for (const [bracket] of yaml.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > MAX_FLOW_DEPTH) return true;
  }
  return yaml.split('\n').some((line) => {
    const start = line.slice(0, 2000);
    return /^[ \t]*(?:[?:&!-]|\*\S)/.test(start) && countIndicators(start) > MAX_INDICATORS;
  });
}

function countIndicators(line: string): number {
  return line.match(/(?:^|[ \t])(?:[?:-](?=[ \t]|$)|[&!*])/g)?.length ?? 0;
}

/** Empties the lines of `model-index`, so that an error's line stays true. */
function withoutModelIndex(yaml: string): string {
  const key = MODEL_INDEX.exec(yaml);
  if (key === null) return yaml;
  let end = key.index;
  do {
    const newline = yaml.indexOf('\n', end);
    end = newline === -1 ? yaml.length : newline + 1;
  } while (end < yaml.length && /[\s#-]/.test(yaml[end]!));
  return yaml.slice(0, key.index) + '\n'.repeat(countNewlines(yaml.slice(key.index, end))) + yaml.slice(end);
}

/** Plain data of bounded depth, without the keys that reach an object's prototype. */
function plain(value: unknown, depth: number): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : value;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.slice(0, 1000).map((item) => plain(item, depth + 1));
  const entries = Object.entries(value).filter(
    ([key]) => !['__proto__', 'constructor', 'prototype'].includes(key),
  );
  return Object.fromEntries(entries.slice(0, 1000).map(([key, item]) => [key, plain(item, depth + 1)]));
}
