import { defined } from '../../defined.ts';
/** A pip requirement without a URL. */
export interface Requirement {
  /** PEP 503 normalized: lowercase, with each run of `-_.` replaced by `-`. */
  name: string;
  extras: string[];
  /** PEP 440 clauses separated by commas, without spaces. `''` means any version. */
  specifier: string;
  /** PEP 508 environment marker, with strings in double quotes. */
  marker?: string;
}

export type ReadRequirement = { requirement: Requirement } | { reason: string };

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?';
const REQUIREMENT = new RegExp(`^(${NAME})[ \\t]*(?:\\[([^\\]]*)\\])?[ \\t]*(.*)$`);
const EXTRA = new RegExp(`^${NAME}$`);
const PRE = '(?:[-_.]?(?:alpha|beta|preview|pre|rc|a|b|c)[-_.]?[0-9]*)?';
const POST = '(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?';
const DEV = '(?:[-_.]?dev[-_.]?[0-9]*)?';
const LOCAL = '(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?';
const RELEASE = 'v?(?:[0-9]+!)?[0-9]+(?:\\.[0-9]+)*';
const EQUAL = new RegExp(`^${RELEASE}${PRE}${POST}(?:\\.\\*|${DEV}${LOCAL})$`, 'i');
const ORDERED = new RegExp(`^${RELEASE}${PRE}${POST}${DEV}$`, 'i');
const COMPATIBLE = new RegExp(`^v?(?:[0-9]+!)?[0-9]+(?:\\.[0-9]+)+${PRE}${POST}${DEV}$`, 'i');
const CLAUSE = /^(===|==|!=|~=|<=|>=|<|>)[ \t]*(.*)/s;
const MARKER_TOKEN =
  /[ \t]*(?:(["'])([\w .+*!~<>=-]{0,64})\1|([()])|(===|==|!=|~=|<=|>=|<|>)|(not[ \t]+in\b)|([a-z_]+(?:\.[a-z_]+)?))[ \t]*/y;
const MARKER_NAMES = new Set([
  ...['python_version', 'python_full_version', 'os_name', 'sys_platform', 'platform_release', 'extra'],
  ...['platform_system', 'platform_version', 'platform_machine', 'platform_python_implementation'],
  ...['implementation_name', 'implementation_version'],
]);

/** Normalizes a project name according to PEP 503: `Foo._-Bar` becomes `foo-bar`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * Parses one PEP 508 requirement. Returns a reason for a URL, a path or any other text.
 * Stricter than pip: at most 300 characters, ASCII only, and only version characters after `===`.
 */
export function readRequirement(text: string): ReadRequirement {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 300) return { reason: 'not a package name' };
  if (/^(?:git|hg|svn|bzr)\+|:\/\/|^file:/i.test(trimmed)) return { reason: 'installs from a URL' };
  if (/^[.~]|[/\\]|\.(?:whl|zip|tar\.gz|tgz)$/i.test(trimmed))
    return { reason: 'installs from a file or folder' };
  if (!/^[\x20-\x7e\t]+$/.test(trimmed)) return { reason: 'not a package name' };
  const match = REQUIREMENT.exec(trimmed);
  if (match === null) return { reason: 'not a package name' };
  const [, name = '', extraText, rest = ''] = match;
  if (rest.startsWith('@')) return { reason: 'installs from a URL' };
  const extras = (extraText ?? '').split(',').map((extra) => extra.trim());
  if (extras.length === 1 && extras[0] === '') extras.pop();
  if (extras.some((extra) => !EXTRA.test(extra))) return { reason: 'its extras are malformed' };
  const semicolon = rest.indexOf(';');
  const specifier = readSpecifier((semicolon < 0 ? rest : rest.slice(0, semicolon)).trim());
  if (specifier === undefined) return { reason: 'its version is malformed' };
  const marker = semicolon < 0 ? undefined : readMarker(rest.slice(semicolon + 1));
  if (semicolon >= 0 && marker === undefined) return { reason: 'its marker is malformed' };
  return {
    requirement: {
      name: normalizeName(name),
      extras: [...new Set(extras.map(normalizeName))].sort(),
      specifier,
      ...defined({ marker }),
    },
  };
}

function readSpecifier(text: string): string | undefined {
  const inner = text.startsWith('(') ? (text.endsWith(')') ? text.slice(1, -1) : '?') : text;
  if (inner.trim() === '') return '';
  const clauses: string[] = [];
  for (const part of inner
    .replace(/,\s*$/, '')
    .split(',')
    .map((clause) => clause.trim())) {
    const match = CLAUSE.exec(part);
    if (match === null) return undefined;
    const [, operator = '', version = ''] = match;
    if (!isVersionFor(operator, version)) return undefined;
    clauses.push(operator + version);
  }
  return clauses.join(',');
}

function isVersionFor(operator: string, version: string): boolean {
  if (operator === '===') return /^[\w.+!-]{1,64}$/.test(version);
  if (operator === '==' || operator === '!=') return EQUAL.test(version);
  return (operator === '~=' ? COMPATIBLE : ORDERED).test(version);
}

type MarkerToken = { kind: 'value' | 'operator' | 'join' | '(' | ')'; text: string; variable?: boolean };

function readMarker(text: string): string | undefined {
  const tokens: MarkerToken[] = [];
  MARKER_TOKEN.lastIndex = 0;
  while (MARKER_TOKEN.lastIndex < text.length) {
    const match = MARKER_TOKEN.exec(text);
    if (match === null) return undefined;
    const [, quote, string, bracket, operator, notIn, word] = match;
    if (quote !== undefined) tokens.push({ kind: 'value', text: `"${string}"` });
    else if (bracket !== undefined) tokens.push({ kind: bracket as '(' | ')', text: bracket });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (notIn !== undefined) tokens.push({ kind: 'operator', text: 'not in' });
    else if (word === 'in') tokens.push({ kind: 'operator', text: word });
    else if (word === 'and' || word === 'or') tokens.push({ kind: 'join', text: word });
    else if (word !== undefined && MARKER_NAMES.has(word))
      tokens.push({ kind: 'value', text: word, variable: true });
    else return undefined;
  }
  const end = readMarkerExpression(tokens, 0, 0);
  if (end !== tokens.length) return undefined;
  return tokens
    .map((token) => token.text)
    .join(' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')');
}

/** The index after the expression that begins at `index`, or -1 if there is none. */
function readMarkerExpression(tokens: MarkerToken[], index: number, depth: number): number {
  let at = index;
  for (;;) {
    if (tokens[at]?.kind === '(') {
      if (depth > 10) return -1;
      at = readMarkerExpression(tokens, at + 1, depth + 1);
      if (at < 0 || tokens[at]?.kind !== ')') return -1;
      at += 1;
    } else {
      const [left, operator, right] = tokens.slice(at, at + 3);
      if (left?.kind !== 'value' || operator?.kind !== 'operator' || right?.kind !== 'value') return -1;
      if (left.variable !== true && right.variable !== true) return -1;
      at += 3;
    }
    if (tokens[at]?.kind !== 'join') return at;
    at += 1;
  }
}

/** Formats a requirement according to PEP 508: `name[extra]>=1,<2; python_version < "3.12"`. */
export function formatRequirement(requirement: Requirement): string {
  const extras = requirement.extras.length > 0 ? `[${requirement.extras.join(',')}]` : '';
  const marker = requirement.marker === undefined ? '' : `; ${requirement.marker}`;
  return `${requirement.name}${extras}${requirement.specifier}${marker}`;
}

/** Formats a requirement as one word of a `%pip install` line, in double quotes if a shell needs them. */
export function formatInstallArgument(requirement: Requirement): string {
  const text = formatRequirement(requirement);
  return /^[A-Za-z0-9._-]+(?:==[A-Za-z0-9._-]+)?$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`;
}

/**
 * Merges requirements into one per package and marker, sorted by name, with all extras. An author's specifier overrides
 * alacard's own. If the author has two different ones, the last is used and a note says so.
 */
export function mergeRequirements(
  own: Requirement[],
  author: Requirement[] = [],
): { requirements: Requirement[]; notes: string[] } {
  const merged = new Map<string, Requirement>();
  const authored = new Set<string>();
  const notes: string[] = [];
  const add = (requirement: Requirement, byAuthor: boolean): void => {
    const key = sortKey(requirement);
    const before = merged.get(key) ?? { ...requirement, extras: [] };
    const { name, specifier } = requirement;
    if (authored.has(key) && specifier !== '' && specifier !== before.specifier) {
      notes.push(
        `the card requires both ${name}${before.specifier} and ${name}${specifier}: the last one is used`,
      );
    }
    const extras = [...new Set([...before.extras, ...requirement.extras])].sort();
    merged.set(key, { ...before, extras, specifier: specifier || before.specifier });
    if (byAuthor && specifier !== '') authored.add(key);
  };
  for (const requirement of own) add(requirement, false);
  for (const requirement of author) add(requirement, true);
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return { requirements: sorted.map(([, requirement]) => requirement), notes };
}

function sortKey(requirement: Requirement): string {
  return `${requirement.name};${requirement.marker ?? ''}`;
}
