import { findMisspelled, isKnownPackage } from '../packages/known-packages.ts';
import { PACKAGE_CORRECTIONS } from '../packages/package-table.ts';
import { type Requirement, readRequirement } from '../packages/requirements.ts';
import { isStandardModule } from '../packages/stdlib-modules.ts';
import { readInstallFlag } from './install-flags.ts';
import { splitCommands } from './shell-words.ts';

export interface Refusal {
  /** The command that is not run, or the one package in it that is not installed. */
  line: string;
  reason: string;
  /** The known package whose name this one seems to misspell. */
  misspells?: string;
}

export interface InstallCommand {
  requirements: Requirement[];
  refused: Refusal[];
  /** Other commands in the same line, as written. */
  others: string[];
}

const MAX_PACKAGES = 60;
const MAX_LINE = 4000;
const PROMPT = /^\s*(?:\([\w.-]+\)\s*)?(?:[$❯]\s*|>\s+|%{1,2}\s*|!{1,2}\s*)?/;
const LOOKS_LIKE_INSTALL =
  /(?:^|[\s;&|])(?:pip[\d.]*|uv|conda|mamba|micromamba)\s+(?:-[^\s;&|]+\s+)*(?:pip\s+)?(?:install|add)(?:$|[\s;&|])/;
/** Words of a sentence after `pip install`. Any packages with such names belong to strangers. */
const PROSE = new Set(
  'an and any are as at be before below but by can do for from has have if in into is it latest may more must need needs not of on or our package packages please run that the them then this to use version via want we will with you your'.split(
    ' ',
  ),
);
/** Packages built against the machine's CUDA and torch. If one build fails, the whole install line fails. */
const BUILT_FROM_SOURCE = new Set([
  'flash-attn',
  'flash-attn-3',
  'apex',
  'nvidia-apex',
  'transformer-engine',
  'flash-attention',
]);
const INSTALLERS = new Set(['pip', 'pip3', 'uv', 'wheel', 'setuptools', 'conda', 'install']);

/**
 * Parses a `pip`, `uv pip`, `uv add` or `conda` install line. The line can have prompts, `!`, `%`, `python -m`, `&&`
 * chains, line continuations and a comment at the end. If one word of a command is refused (a URL, file, foreign index,
 * unknown option or invalid name), the command yields no requirements.
 * @returns undefined if the line installs nothing
 */
export function parseInstallCommand(line: string): InstallCommand | undefined {
  if (!/install|\buv\s+add\b/.test(line)) return undefined;
  const text = line
    .replace(/\\[ \t]*\r?\n/g, ' ')
    .replace(/[\u00a0\u3000\t]/g, ' ')
    .replace(PROMPT, '')
    .replace(/(?:\{sys\.executable\}|"\$\{?PYTHON\}?"|\$\{?PYTHON\}?)(?=\s+-m\s)/, 'python')
    .trim();
  if (text.length > MAX_LINE) {
    return LOOKS_LIKE_INSTALL.test(text.slice(0, MAX_LINE))
      ? refuse(text, 'the line is too long')
      : undefined;
  }
  const commands = splitCommands(text);
  if (commands === undefined) {
    return LOOKS_LIKE_INSTALL.test(text) ? refuse(text, 'needs a shell to parse it') : undefined;
  }
  const result: InstallCommand = { requirements: [], refused: [], others: [] };
  let installs = 0;
  for (const command of commands) {
    const found = findArguments(command.words);
    if (found === undefined) {
      result.others.push(command.text);
      continue;
    }
    installs += 1;
    const read = typeof found === 'string' ? found : readArguments(found);
    if (typeof read === 'string') result.refused.push({ line: command.text, reason: read });
    else {
      result.requirements.push(...read.requirements);
      result.refused.push(...read.refused);
    }
  }
  return installs === 0 ? undefined : result;
}

function refuse(text: string, reason: string): InstallCommand {
  return { requirements: [], refused: [{ line: text.slice(0, 200), reason }], others: [] };
}

interface Arguments {
  words: string[];
  conda: boolean;
}

/** The words after `install`, or a reason if environment variables in the command change the installer's settings. */
function findArguments(words: string[]): Arguments | string | undefined {
  let at = 0;
  let setsPip = false;
  while (/^[A-Za-z_]\w*=/.test(words[at] ?? '')) {
    setsPip ||= /^(?:PIP|UV|CONDA)_/i.test(words[at] as string);
    at += 1;
  }
  if (words[at] === 'sudo') at += /^-[EHn]+$/.test(words[at + 1] ?? '') ? 2 : 1;
  if (/^[!%]/.test(words[at] ?? '') && words[at] !== '!')
    words = words.with(at, (words[at] as string).slice(1));
  else if (words[at] === '!' || words[at] === '%') at += 1;
  if (/^(?:python[\d.]*|py)$/.test(words[at] ?? '') && words[at + 1] === '-m') at += 2;
  if (words[at] === 'uv' && words[at + 1] === 'pip') at += 1;
  const tool = words[at] ?? '';
  const conda = /^(?:conda|mamba|micromamba)$/.test(tool);
  if (!conda && !/^(?:pip[\d.]*|uv)$/.test(tool)) return undefined;
  at += 1;
  while (/^-(?!-?(?:r|i|f|e)\b)/.test(words[at] ?? '')) at += 1;
  if (words[at] !== (tool === 'uv' ? 'add' : 'install')) return undefined;
  if (setsPip) return "its environment variables change the installer's settings";
  return { words: words.slice(at + 1), conda };
}

function readArguments({ words, conda }: Arguments): Omit<InstallCommand, 'others'> | string {
  const requirements: Requirement[] = [];
  const refused: Refusal[] = [];
  const packages: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = (words[at] as string).replace(/^[–—](?=[a-z]$)/i, '-').replace(/^[–—]/, '--');
    if (word.startsWith('-')) {
      const step = readInstallFlag(word, words[at + 1], conda);
      if (typeof step === 'string') return step;
      at += step;
    } else if (/^(?:===?|!=|~=|<=|>=|<|>)/.test(word) && packages.length > 0) {
      const complete = /^[=!~<>]+$/.test(word);
      packages.push(packages.pop() + word + (complete ? (words[at + 1] ?? '') : ''));
      if (complete) at += 1;
    } else packages.push(word);
    if (packages.length > MAX_PACKAGES) return `more than ${MAX_PACKAGES} packages`;
  }
  if (packages.length > 1 && packages.some((name) => PROSE.has(name.toLowerCase())))
    return 'looks like a sentence';
  for (const text of packages) {
    const read = readRequirement(conda ? fromConda(text) : text.replace(/,$/, ''));
    if ('reason' in read) return read.reason;
    const requirement = correctName(read.requirement);
    const { name, specifier } = requirement;
    if (conda && !isKnownPackage(name)) return 'a conda package that may not exist on PyPI';
    if (specifier.includes('+')) return 'its version is not on PyPI';
    const misspells = findMisspelled(name);
    if (misspells !== undefined)
      refused.push({ line: text, reason: `its name is one letter away from ${misspells}`, misspells });
    else if (BUILT_FROM_SOURCE.has(name)) refused.push({ line: text, reason: 'must be built from source' });
    else if (!INSTALLERS.has(name) && !isStandardModule(name)) requirements.push(requirement);
  }
  return { requirements, refused };
}

/** Translates a conda requirement for pip: `name=1.2` becomes `name==1.2.*`, and `pytorch` becomes `torch`. */
function fromConda(text: string): string {
  return text.replace(/^pytorch(?=$|[=<>!~])/, 'torch').replace(/^([\w.-]+)=([\w.]+)$/, '$1==$2.*');
}

/** Corrects a name whose meaning is certain, but that belongs to another project on PyPI or to none. */
function correctName(requirement: Requirement): Requirement {
  const name = PACKAGE_CORRECTIONS.get(requirement.name);
  return name === undefined || requirement.specifier !== '' ? requirement : { ...requirement, name };
}
