import { type Document, parseDocument, visit } from 'yaml';
import { countNewlines } from '../line-map.ts';

const MODEL_INDEX = /^(?:model-index|"model-index"|'model-index')[ \t]*:/m;
/** In UTF-16 units, without `model-index`. */
const MAX_LENGTH = 128 * 1024;
const MAX_DEPTH = 12;
const MAX_FLOW_DEPTH = 50;
const MAX_INDICATORS = 60;
/** Resolving an alias takes time proportional to the whole document. */
const MAX_ALIASES = 50;
/** With aliases inside aliases, a short document can stand for any number of values. */
const MAX_VALUES = 100_000;

/** Parses front matter into plain data of bounded depth. `firstLine` is the 1-based line where the YAML starts. */
export function readYaml(
  yaml: string,
  firstLine: number,
  warnings: string[],
): Record<string, unknown> | undefined {
  try {
    const source = withoutModelIndex(yaml);
    const tooLarge = "The card's front matter is too large or nested too deeply to be read.";
    if (source.length > MAX_LENGTH || isTooDeep(source)) {
      warnings.push(tooLarge);
      return undefined;
    }
    const document = parseDocument(source, { uniqueKeys: false, strict: false, logLevel: 'silent' });
    if (document.errors.length > 0) {
      const line = document.errors[0]!.linePos?.[0].line;
      const where = line === undefined ? '' : ` (line ${firstLine + line - 1})`;
      warnings.push(`The card's front matter is not valid YAML${where}.`);
    }
    if (countAliases(document) > MAX_ALIASES) {
      warnings.push(tooLarge);
      return undefined;
    }
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
    return copyPlain(data) as Record<string, unknown>;
  } catch {
    warnings.push("The card's front matter could not be read.");
    return undefined;
  }
}

function countAliases(document: Document): number {
  let count = 0;
  visit(document, {
    Alias: () => {
      count++;
    },
  });
  return count;
}

/**
 * Whether brackets are nested deeply or a line has many indicators. The parser recurses into each, often more than
 * once.
 */
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

/** Empties the lines of `model-index`, so that line numbers in errors stay correct. */
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

/**
 * Copies a value as plain data of bounded depth, without keys that reach an object's prototype.
 *
 * @throws RangeError if it has too many values
 */
function copyPlain(root: unknown): unknown {
  let count = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (++count > MAX_VALUES) throw new RangeError('too many values');
    if (value instanceof Date) return value.toISOString();
    if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : value;
    if (depth > MAX_DEPTH) return undefined;
    if (Array.isArray(value)) return value.slice(0, 1000).map((item) => copy(item, depth + 1));
    const entries = Object.entries(value).filter(
      ([key]) => !['__proto__', 'constructor', 'prototype'].includes(key),
    );
    return Object.fromEntries(entries.slice(0, 1000).map(([key, item]) => [key, copy(item, depth + 1)]));
  };
  return copy(root, 0);
}
