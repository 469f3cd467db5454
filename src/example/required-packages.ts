import type { Card } from '../card/card.ts';
import type { ModelHints } from '../python/packages/implied-packages.ts';
import { NOT_INSTALLED } from '../python/packages/package-table.ts';
import { boundRequirements, packagesFor } from '../python/packages/packages.ts';
import type { Removed } from '../python/packages/removed-names.ts';
import {
  formatRequirement,
  mergeRequirements,
  normalizeName,
  type Requirement,
  readRequirement,
} from '../python/packages/requirements.ts';
import { parseInstallCommand } from '../python/shell/shell-lines.ts';
import type { Candidate } from './judge/candidate.ts';

/** What cell 2 installs, lists for the reader to see to, and leaves out of the author's install lines. */
export interface Environment {
  install: string[];
  listed: { name: string; reason: string }[];
  refused: { line: string; reason: string }[];
  /** What pip can't give, beside what is listed. */
  notes: string[];
  /** What the code uses that the newest releases lack; the reason why those before are installed. */
  removed: Removed[];
}

interface InstallLines {
  requirements: Requirement[];
  refused: { line: string; reason: string }[];
}

/** Servers and builds from source that cards name beside their example; installed only where the code imports them. */
const NOT_UNASKED = new Set([
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

/** Lines of a block that install something: a shell block's, or those taken out of a Python block. */
function installLines(code: string): InstallLines {
  const found = code
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => parseInstallCommand(line.trim()) ?? []);
  return {
    requirements: found.flatMap((entry) => entry.requirements),
    refused: found.flatMap((entry) => entry.refused),
  };
}

/**
 * The install lines that belong to an example: its own, those before it in its section or under a heading of
 * installation, and all that name what it imports.
 */
function installLinesOf(
  card: Card | undefined,
  candidates: Candidate[],
): { own: InstallLines; card: InstallLines } {
  const own: InstallLines = {
    requirements: candidates.flatMap((candidate) => candidate.split.requirements),
    refused: candidates.flatMap((candidate) => candidate.split.refused),
  };
  const first = candidates.flatMap((candidate) => candidate.blocks)[0];
  const every: InstallLines = { requirements: [], refused: [] };
  for (const block of first === undefined ? [] : (card?.blocks ?? [])) {
    const lines = installLines(block.code);
    every.requirements.push(...lines.requirements);
    every.refused.push(...lines.refused);
    const near =
      block.endLine < first!.startLine &&
      (sharesSection(block.headings, first!.headings) || FIRST_OF_ALL.test(block.headings.at(-1) ?? ''));
    if (near) {
      own.requirements.push(...lines.requirements);
      own.refused.push(...lines.refused);
    }
  }
  return { own, card: every };
}

/** The same heading, or one of the two stands above the other. */
const sharesSection = (one: string[], other: string[]) => {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).join('\n') === other.slice(0, length).join('\n');
};

/** Headings of what an author wants done before anything else of the card. */
const FIRST_OF_ALL =
  /\b(?:install\w*|set[- ]?up|requirements?|dependenc\w+|prerequisites?)\b|安装|安裝|依赖|环境|インストール|설치/i;

/**
 * Imports that cell 2 does not install: `unknown` to alacard's table and the card's install lines alike, or
 * `notInstalled` though known: the card installs it from elsewhere, or pip can't.
 */
export function findUnknownImports(
  candidate: Candidate,
  card: Card,
): { unknown: string[]; notInstalled: string[] } {
  const known = packagesFor(candidate.names.imports, candidate.code);
  const result: { unknown: string[]; notInstalled: string[] } = { unknown: [], notInstalled: [] };
  if (known.unknown.length === 0) return result;
  const { requirements, refused } = installLinesOf(card, [candidate]).card;
  for (const module of known.unknown) {
    if (NOT_INSTALLED.has(module)) result.notInstalled.push(module);
    else if (providerOf(module, requirements) !== undefined) continue;
    else if (refused.some(({ line }) => squashed(line).includes(squashed(module))))
      result.notInstalled.push(module);
    else result.unknown.push(module);
  }
  return result;
}

/** Repositories and the modules in them often differ by a dash: `indic-voice` and `indicvoice`. */
const squashed = (text: string) => text.replace(/[-_.]+/g, '').toLowerCase();

/**
 * Decides what the notebook installs; `removed` decides which major. A name comes from alacard's table, from a
 * template, or from an install line of the card; an import that none of them knows is listed, never installed by guess.
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
  const lines = installLinesOf(card, candidates);
  const providers = new Map(
    known.unknown.map((module) => [
      module,
      NOT_INSTALLED.has(module) ? undefined : providerOf(module, lines.card.requirements),
    ]),
  );
  const provided = [...providers.values()].filter((requirement) => requirement !== undefined);
  const wanted = lines.own.requirements.filter(({ name }) => needed.has(name) || !NOT_UNASKED.has(name));
  const pins = lines.card.requirements.filter(
    ({ name, specifier }) =>
      needed.has(name) && specifier !== '' && !wanted.some((entry) => entry.name === name),
  );
  const held = [...new Set(removed.flatMap(({ hold }) => hold ?? []))].map(requirementOf);
  const authored = [...provided, ...pins, ...wanted];
  const merged = mergeRequirements(
    [...known.requirements, ...template],
    [...authored, ...held.filter(({ name }) => !isLimited(authored, name))],
  );
  const listed = known.unknown
    .filter((module) => providers.get(module) === undefined)
    .map((name) => ({
      name,
      reason: NOT_INSTALLED.get(name) ?? 'alacard knows no package for this import',
    }));
  return {
    removed,
    listed,
    notes: known.notes.filter((note) => !listed.some(({ reason }) => remedyOf(reason) === remedyOf(note))),
    install: boundRequirements(merged.requirements).map(formatRequirement),
    refused: [...new Map(lines.own.refused.map((entry) => [entry.line, entry])).values()],
  };
}

/** Whether the author keeps new majors of a package out; a lower bound alone lets them in. */
const isLimited = (requirements: Requirement[], package_: string) =>
  requirements.some(({ name, specifier }) => name === package_ && /==|~=|</.test(specifier));

function requirementOf(text: string): Requirement {
  const read = readRequirement(text);
  if ('reason' in read) throw new Error(`${text}: ${read.reason}`);
  return read.requirement;
}

const remedyOf = (text: string) => /pip install .*/.exec(text)?.[0] ?? text;

const anyVersion = (name: string): Requirement => ({ name: normalizeName(name), extras: [], specifier: '' });

/** The requirement of the card whose name is the module's. */
function providerOf(module: string, requirements: Requirement[]): Requirement | undefined {
  const [top = ''] = module.split('.');
  const names = new Set([top, module].map(normalizeName));
  return requirements.find(
    ({ name }) => names.has(name) || names.has(name.replace(/^(?:py|python)-?|-(?:py|python)$/g, '')),
  );
}
