import type { Card } from '../card/parse-card.ts';
import { boundsFor, packagesFor } from '../python/packages.ts';
import { formatRequirement, mergeRequirements, type Requirement } from '../python/requirements.ts';
import { parseInstallCommand } from '../python/shell-lines.ts';
import type { Candidate } from './candidate.ts';

/** What cell 2 installs, lists for the reader to see to, and leaves out of the author's install lines. */
export interface Environment {
  install: string[];
  listed: { name: string; reason: string }[];
  refused: { line: string; reason: string }[];
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

/** The install lines that belong to an example: its own, those before it in its section, and all that name what it imports. */
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
    const near = block.endLine < first!.startLine && sharesSection(block.headings, first!.headings);
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

/**
 * Decides what the notebook installs. A name comes from alacard's table, from a template, or from an install line of
 * the card; an import that none of them knows is listed, never installed by guess.
 */
export function planEnvironment(
  candidates: Candidate[],
  templatePackages: string[],
  card?: Card,
): Environment {
  const imports = candidates.flatMap((candidate) => candidate.names.imports);
  const code = candidates.map((candidate) => candidate.code).join('\n');
  const known = packagesFor(imports, code);
  const lines = installLinesOf(card, candidates);
  const needed = new Set([...known.requirements.map(({ name }) => name), ...templatePackages]);
  const wanted = lines.own.requirements.filter(({ name }) => needed.has(name) || !NOT_UNASKED.has(name));
  const pins = lines.card.requirements.filter(
    ({ name, specifier }) =>
      needed.has(name) && specifier !== '' && !wanted.some((entry) => entry.name === name),
  );

  const normalise = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  const byCard = (name: string) =>
    lines.card.requirements.find((entry) => normalise(entry.name) === normalise(name));
  const unknown = known.unknown.filter((name) => byCard(name) === undefined);
  const provided = known.unknown.flatMap((name) => byCard(name) ?? []);

  const bounded = [...needed, 'huggingface-hub'].map(
    (name): Requirement => ({ name, extras: [], specifier: boundsFor(name) ?? '' }),
  );
  const merged = mergeRequirements([...bounded, ...known.requirements], [...provided, ...pins, ...wanted]);
  return {
    install: merged.map(formatRequirement),
    listed: unknown.map((name) => ({ name, reason: 'alacard knows no package of this import' })),
    refused: dedupe(lines.own.refused),
  };
}

const dedupe = (refused: { line: string; reason: string }[]) => [
  ...new Map(refused.map((entry) => [entry.line, entry])).values(),
];
