import { splitCommands } from '../../python/shell/shell-words.ts';
import type { CellOutline } from '../read-notebook.ts';

/** Options of `pip install` that do not change which packages a new environment gets. */
export const HARMLESS_FLAGS: readonly string[] = [
  '-q',
  '-qq',
  '-qqq',
  '--quiet',
  '-v',
  '--verbose',
  '-U',
  '--upgrade',
  '-qU',
  '-Uq',
  '--user',
  '--no-input',
  '--no-cache-dir',
  '--disable-pip-version-check',
  '--no-warn-script-location',
  '--break-system-packages',
];

/** Only at the start of a line: an indented one may be in an `if`. */
const PIP_LINE = /^(?:[%!] ?)?pip3? +install\b/;
const PACKAGE = /^[A-Za-z0-9]/;
const FILE = /[\\/]|\.(?:whl|zip|tar\.gz|txt|toml)$/i;
const ADDRESS = /^(?:git\+)?https:\/\/|^[A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])? ?@ ?(?:git\+)?https:\/\//;

/**
 * The packages that the notebook's `%pip install` and `!pip install` lines name, sorted. Lines that depend on files,
 * variables or other options are left to the notebook, which runs them in alacard's environment.
 */
export function readRequirements(cells: readonly Pick<CellOutline, 'type' | 'source'>[]): string[] {
  const found = cells.flatMap(({ type, source }) => (type === 'code' ? readSource(source) : []));
  return [...new Set(found)].sort();
}

function readSource(source: string): string[] {
  if (!source.includes('pip')) return [];
  const lines = source.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  return lines.flatMap((line) => (PIP_LINE.test(line) ? (readPipLine(line) ?? []) : []));
}

/** Returns undefined if the line has to run as it is. */
function readPipLine(line: string): string[] | undefined {
  // IPython replaces `{name}` by a value.
  const commands = line.includes('{') ? undefined : splitCommands(line.replace(/^[%!]+ ?/, ''));
  if (commands?.length !== 1) return undefined;
  const words = commands[0]!.words.slice(2);
  const requirements = words.filter((word) => !HARMLESS_FLAGS.includes(word));
  return requirements.every(isRequirement) ? requirements : undefined;
}

const isRequirement = (word: string) => ADDRESS.test(word) || (PACKAGE.test(word) && !FILE.test(word));
