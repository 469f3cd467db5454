import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import { trimEnd } from './trim-end.ts';
import { visibleLine } from './visible-text.ts';

const MAX_BYTES = 200;
// Windows reserves these names with any extension, and treats the superscript digits as digits.
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=$|[. ])/i;

/** Values for the fields of an output pattern. Unknown values are absent. */
export interface PatternFields {
  owner?: string;
  name: string;
  sha7?: string;
  sha?: string;
  task?: string;
  ext: string;
}

const FALLBACKS: Record<string, string> = { sha7: 'unpinned', sha: 'unpinned', task: 'no-task' };
const FIELDS = ['owner', 'name', 'sha7', 'sha', 'task', 'ext'] as const;

/**
 * A path segment that is valid on every file system: no separators, control characters or reserved characters, no
 * Windows device names, no trailing dot or space, and at most 200 bytes of UTF-8. A hash keeps shortened names unique.
 */
export function safeFileName(name: string): string {
  const plain = trimEnd(visibleLine(name.normalize('NFC')).replace(/[<>:"/\\|?*]/g, '-'), '. ');
  if (plain === '') return '_';
  const allowed = RESERVED.test(plain) ? `_${plain}` : plain;
  return Buffer.byteLength(allowed) <= MAX_BYTES ? allowed : shorten(allowed);
}

function shorten(name: string): string {
  const extension = /\.[A-Za-z0-9]{1,16}$/.exec(name)?.[0] ?? '';
  const tail = `-${createHash('sha256').update(name).digest('hex').slice(0, 8)}${extension}`;
  let stem = '';
  let bytes = Buffer.byteLength(tail);
  for (const char of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(char);
    if (bytes > MAX_BYTES) break;
    stem += char;
  }
  return stem + tail;
}

/**
 * Expands an output pattern such as `{owner}/{name}@{sha7}.{ext}`. A value never spans several path segments. If the
 * model has no owner, a segment that consists only of `{owner}` is dropped.
 * @throws UsageError for an unknown field
 */
export function expandPattern(pattern: string, fields: PatternFields): string {
  const absolute = /^[/\\]/.test(pattern);
  const segments = pattern.split(/([/\\])/);
  let path = '';
  for (let index = 0; index < segments.length; index += 2) {
    const segment = segments[index]!;
    const expanded = segment.includes('{') ? expandSegment(segment, pattern, fields) : segment;
    if (expanded === '' && segment !== '') continue;
    const separator = segments[index - 1] ?? '';
    path += path === '' && !absolute ? expanded : separator + expanded;
  }
  return path;
}

function expandSegment(segment: string, pattern: string, fields: PatternFields): string {
  const expanded = segment.replace(/\{([^{}]*)\}/g, (placeholder, field: string) => {
    const known = FIELDS.find((name) => name === field);
    if (known === undefined) {
      throw new UsageError(
        `unknown field ${stringify(placeholder)} in the output pattern ${stringify(pattern)}`,
        {
          hint: `The fields are ${FIELDS.map((name) => `{${name}}`).join(', ')}.`,
        },
      );
    }
    const value = fields[known] ?? FALLBACKS[known];
    return value === undefined ? '' : safeFileName(value);
  });
  return expanded === '' ? '' : safeFileName(expanded);
}

function stringify(text: string): string {
  return JSON.stringify(visibleLine(text));
}
