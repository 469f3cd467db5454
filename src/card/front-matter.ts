import { parseDocument } from 'yaml';

export interface FrontMatter {
  frontMatter: Record<string, unknown> | undefined;
  /** Offset of the text below it. */
  bodyStart: number;
  warnings: string[];
}

const OPENER = /^(?:[ \t]*\n)*---[ \t]*\n/;
const CLOSER = /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm;
const MAX_LENGTH = 256 * 1024;
const MAX_DEPTH = 12;

/**
 * The YAML between `---` lines at the start of a card; where two such blocks follow each other, both, the first
 * value of a key winning. `model-index` (results, often the largest part) is left out.
 */
export function readFrontMatter(text: string): FrontMatter {
  const warnings: string[] = [];
  let frontMatter: Record<string, unknown> | undefined;
  let bodyStart = 0;
  for (let count = 0; count < 2; count++) {
    const block = readBlock(text, bodyStart, count > 0);
    if (block === undefined) break;
    bodyStart = block.end;
    const data = readYaml(block.yaml, warnings);
    if (data !== undefined) frontMatter = { ...data, ...frontMatter };
  }
  return { frontMatter, bodyStart, warnings };
}

/** A second block counts only if it looks like YAML: `---` is a rule in Markdown too. */
function readBlock(
  text: string,
  from: number,
  mustLookLikeYaml: boolean,
): { yaml: string; end: number } | undefined {
  const opener = OPENER.exec(text.slice(from, from + 2000));
  if (opener === null) return undefined;
  const start = from + opener[0].length;
  CLOSER.lastIndex = start;
  const closer = CLOSER.exec(text.slice(0, start + MAX_LENGTH));
  if (closer === null) return undefined;
  const yaml = text.slice(start, closer.index);
  if (mustLookLikeYaml && !/^[A-Za-z_-]+:(?:[ \t]|$)/.test(yaml)) return undefined;
  return { yaml, end: closer.index + closer[0].length };
}

function readYaml(yaml: string, warnings: string[]): Record<string, unknown> | undefined {
  try {
    const document = parseDocument(withoutModelIndex(yaml), {
      uniqueKeys: false,
      strict: false,
      logLevel: 'silent',
    });
    if (document.errors.length > 0) {
      const line = document.errors[0]!.linePos?.[0].line;
      warnings.push(
        `The card's front matter is not valid YAML${line === undefined ? '' : ` (line ${line + 1})`}.`,
      );
    }
    const data: unknown = document.toJS({ maxAliasCount: 50 });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
    return plain(data, 0) as Record<string, unknown>;
  } catch {
    warnings.push("The card's front matter could not be read.");
    return undefined;
  }
}

function withoutModelIndex(yaml: string): string {
  return yaml.replace(/^model-index:[^\n]*\n(?:(?:[ \t-][^\n]*)?(?:\n|$))*/m, '');
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
