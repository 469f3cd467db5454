import type { Card, CodeBlock } from '../card/card.ts';
import { oncePer } from '../once-per.ts';
import type { ModelHints } from '../python/packages/implied-packages.ts';
import { isKnownPackage } from '../python/packages/known-packages.ts';
import { NOT_INSTALLED } from '../python/packages/package-table.ts';
import { boundRequirements, packagesFor, unknownModules } from '../python/packages/packages.ts';
import type { Removed } from '../python/packages/removed-names.ts';
import {
  formatRequirement,
  mergeRequirements,
  normalizeName,
  type Requirement,
  readRequirement,
} from '../python/packages/requirements.ts';
import { parseInstallCommand, type Refusal } from '../python/shell/shell-lines.ts';
import type { Candidate } from './judge/candidate.ts';

/**
 * The packages that cell 2 installs, those that it leaves to the reader, and what it drops from the author's install
 * lines.
 */
export interface Environment {
  install: string[];
  /** The packages in `install` that alacard does not know. They come from the author. */
  foreign: string[];
  listed: { name: string; reason: string }[];
  refused: Refusal[];
  /** Other things that pip cannot install. */
  notes: string[];
  /**
   * Names that the code uses but that the newest releases no longer have. They are the reason why older releases are
   * installed.
   */
  removed: Removed[];
}

interface InstallLines {
  requirements: Requirement[];
  refused: Refusal[];
}

/**
 * Servers, source builds and tools that cards mention in addition to their example. Installed only if the code imports
 * them.
 */
const ONLY_IF_IMPORTED = new Set([
  'vllm',
  'sglang',
  'flash-attn',
  'deepspeed',
  'apex',
  'tensorrt-llm',
  'tensorrt',
  'xformers',
  'jupyter',
  'jupyterlab',
  'notebook',
  'pip',
  'setuptools',
  'wheel',
  'uv',
  'gradio',
  'streamlit',
  'lmdeploy',
  'text-generation-inference',
  'mlx-lm',
  'mlx-vlm',
  'mlx',
  'llamafactory',
  'ninja',
  'packaging',
  'huggingface-cli',
  'hf-transfer',
  'triton',
  'ktransformers',
  'docker',
  'virtualenv',
  'conda',
  'git-lfs',
  'openai',
  'trl',
  'axolotl',
  'unsloth',
]);

/** Reads the install commands in a block. Cached, because each example needs those of the whole card. */
const readInstallLines = oncePer(({ code }: CodeBlock): InstallLines => {
  const found = code
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => parseInstallCommand(line.trim()) ?? []);
  return {
    requirements: found.flatMap((entry) => entry.requirements),
    refused: found.flatMap((entry) => entry.refused),
  };
});

/**
 * Collects the install lines for an example. `own` contains those in its code, and those above it in the same section
 * or under a setup heading. `card` contains all those of the card.
 */
function collectInstallLines(
  card: Card | undefined,
  candidates: Candidate[],
): { own: InstallLines; card: InstallLines } {
  const own: InstallLines = {
    requirements: candidates.flatMap((candidate) => candidate.split.requirements),
    refused: candidates.flatMap((candidate) => candidate.split.refused),
  };
  const first = candidates.flatMap((candidate) => candidate.blocks)[0];
  const all: InstallLines = { requirements: [], refused: [] };
  for (const block of first === undefined ? [] : (card?.blocks ?? [])) {
    const lines = readInstallLines(block);
    all.requirements.push(...lines.requirements);
    all.refused.push(...lines.refused);
    const near =
      block.endLine < first!.startLine &&
      (sharesSection(block.headings, first!.headings) || SETUP_HEADING.test(block.headings.at(-1) ?? ''));
    if (near) {
      own.requirements.push(...lines.requirements);
      own.refused.push(...lines.refused);
    }
  }
  return { own, card: all };
}

/** Whether two heading paths are equal, or one contains the other. */
const sharesSection = (one: string[], other: string[]) => {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).join('\n') === other.slice(0, length).join('\n');
};

/** Headings of setup instructions. */
const SETUP_HEADING =
  /\b(?:install\w*|set[- ]?up|requirements?|dependenc\w+|prerequisites?)\b|安装|安裝|依赖|环境|インストール|설치/i;

/**
 * Finds the imports that cell 2 does not install. `unknown` imports are provided neither by alacard's table nor by the
 * card's install lines. `notInstalled` imports are known, but the card installs them from elsewhere, or pip cannot
 * install them.
 */
export function findUnknownImports(
  candidate: Candidate,
  card: Card,
): { unknown: string[]; notInstalled: string[] } {
  const modules = unknownModules(candidate.names.imports);
  const result: { unknown: string[]; notInstalled: string[] } = { unknown: [], notInstalled: [] };
  if (modules.length === 0) return result;
  const { requirements, refused } = collectInstallLines(card, [candidate]).card;
  for (const module of modules) {
    if (NOT_INSTALLED.has(module)) result.notInstalled.push(module);
    else if (providerOf(module, requirements) !== undefined) continue;
    else if (refused.some(({ line }) => withoutSeparators(line).includes(withoutSeparators(module))))
      result.notInstalled.push(module);
    else result.unknown.push(module);
  }
  return result;
}

/** The names of a repository and its module often differ only by a dash: `indic-voice` and `indicvoice`. */
const withoutSeparators = (text: string) => text.replace(/[-_.]+/g, '').toLowerCase();

/**
 * Decides what the notebook installs. A package name comes from alacard's table, a template or an install line of the
 * card. Any other import is listed. Its package is never guessed. `removed` decides which major version is installed.
 */
export function planEnvironment(
  candidates: Candidate[],
  templatePackages: string[],
  card?: Card,
  { removed = [], hints = {} }: { removed?: Removed[]; hints?: ModelHints } = {},
): Environment {
  const imports = candidates.flatMap((candidate) => candidate.names.imports);
  const code = candidates.map((candidate) => candidate.code).join('\n');
  const known = packagesFor(imports, code, hints);
  const template = [...templatePackages, 'huggingface_hub'].map(anyVersion);
  const needed = new Set([...known.requirements, ...template].map(({ name }) => name));
  const lines = collectInstallLines(card, candidates);
  const providers = new Map(
    known.unknown.map((module) => [
      module,
      NOT_INSTALLED.has(module) ? undefined : providerOf(module, lines.card.requirements),
    ]),
  );
  const provided = [...providers.values()].filter((requirement) => requirement !== undefined);
  const wanted = lines.own.requirements.filter(({ name }) => needed.has(name) || !ONLY_IF_IMPORTED.has(name));
  const pins = lines.card.requirements.filter(
    ({ name, specifier }) =>
      needed.has(name) && specifier !== '' && !wanted.some((entry) => entry.name === name),
  );
  const older = [...new Set(removed.flatMap(({ requirements }) => requirements ?? []))].map(requirementOf);
  const authored = [...provided, ...pins, ...wanted];
  const merged = mergeRequirements(
    [...known.requirements, ...template],
    [...authored, ...older.filter(({ name }) => !excludesNewerMajors(authored, name))],
  );
  const listed = known.unknown
    .filter((module) => providers.get(module) === undefined)
    .map((name) => ({
      name,
      reason: NOT_INSTALLED.get(name) ?? 'alacard does not know which package provides this import',
    }));
  return {
    removed,
    listed,
    notes: known.notes.filter((note) => !listed.some(({ reason }) => remedyOf(reason) === remedyOf(note))),
    install: boundRequirements(merged.requirements).map(formatRequirement),
    foreign: [...new Set(authored.map(({ name }) => name))].filter(
      (name) => !needed.has(name) && !isKnownPackage(name),
    ),
    refused: [...new Map(lines.own.refused.map((entry) => [entry.line, entry])).values()],
  };
}

/** Whether the author excludes newer major versions. A lower bound alone does not. */
const excludesNewerMajors = (requirements: Requirement[], packageName: string) =>
  requirements.some(({ name, specifier }) => name === packageName && /==|~=|</.test(specifier));

function requirementOf(text: string): Requirement {
  const read = readRequirement(text);
  if ('reason' in read) throw new Error(`${text}: ${read.reason}`);
  return read.requirement;
}

const remedyOf = (text: string) => /pip install .*/.exec(text)?.[0] ?? text;

const anyVersion = (name: string): Requirement => ({ name: normalizeName(name), extras: [], specifier: '' });

/** Finds the requirement with the same name as the module. */
function providerOf(module: string, requirements: Requirement[]): Requirement | undefined {
  const [top = ''] = module.split('.');
  const names = new Set([top, module].map(normalizeName));
  return requirements.find(
    ({ name }) => names.has(name) || names.has(name.replace(/^(?:py|python)-?|-(?:py|python)$/g, '')),
  );
}
