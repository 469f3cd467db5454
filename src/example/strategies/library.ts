import type { Candidate } from '../judge/candidate.ts';
import { planEnvironment } from '../required-packages.ts';
import { findTaskTemplate } from '../template/usage-template.ts';
import type { JudgedSnippet } from './judge-snippets.ts';
import { judgeContext } from './readme-python.ts';
import type { ChainInput, Example, Strategy } from './strategy.ts';

const SAMPLE_FROM_ELSEWHERE = /https?:\/\/(?!huggingface\.co\/[\w.-]+\/[\w.-]+\/resolve)/;
const NEEDS_CUDA = /(?:device(?:_map)?\s*=\s*|\.to\()["']cuda|\.cuda\(\)/;
/** Names that snippets import, but that the package does not have. */
const NOT_IN_PACKAGE: Record<string, RegExp> = {
  ultralytics: /^YOLOv\w/,
  huggingface_hub: /^from_pretrained_keras/,
};

const findMissingImport = (code: string): [string, string] | undefined =>
  [...code.matchAll(/from (\w+) import (\w+)/g)]
    .map(([, library, name]): [string, string] => [library!, name!])
    .find(([library, name]) => NOT_IN_PACKAGE[library]?.test(name));

/**
 * Whether the code calls `generate` on an `AutoModel`, which has no language modeling head unless custom code adds one.
 */
function generatesWithoutHead(code: string): boolean {
  const load = code.search(/\bAutoModel\.from_pretrained\(/);
  return load >= 0 && code.includes('.generate(', load);
}

/** Finds why a valid Python snippet cannot be the example in cell 5. */
function findSnippetObjection(
  snippet: JudgedSnippet,
  candidate: Candidate,
  hasTemplate: boolean,
): string | undefined {
  const { listed } = planEnvironment([candidate], []);
  const absent = findMissingImport(candidate.code);
  if (absent !== undefined) return `imports ${absent[1]}, which ${absent[0]} does not have`;
  if (listed[0] !== undefined) return `imports ${listed[0].name}: ${listed[0].reason}`;
  const url = candidate.split.refused.find(({ line }) => /https?:|git\+/.test(line));
  if (url !== undefined) return `installs from a source other than PyPI: ${url.reason}`;
  if (generatesWithoutHead(candidate.code) && !candidate.code.includes('trust_remote_code')) {
    return 'calls generate on an AutoModel, which has no language modeling head';
  }
  if (!hasTemplate) return undefined;
  if (snippet.outcome === 'load') return 'only loads the model';
  if (NEEDS_CUDA.test(candidate.code)) return 'requires a CUDA GPU';
  return SAMPLE_FROM_ELSEWHERE.test(candidate.code) ? 'downloads a sample from another website' : undefined;
}

/** Sort key for snippets: complete before truncated ones, then those that show a result before those that only load. */
const sortKey = ({ cut, outcome }: JudgedSnippet) =>
  ['result', 'use', 'load', 'definitions'].indexOf(outcome ?? 'definitions') + (cut ? 4 : 0);

/**
 * The snippet that the Hub shows for the model's library (`@huggingface/tasks`). It is repaired, then judged by the
 * same rules as the blocks of a card. If it only loads the model, a template that uses the model is preferred.
 */
export const library: Strategy = {
  name: 'library',
  async find(input, skip): Promise<Example | undefined> {
    const { traits } = input;
    const hasTemplate = findTaskTemplate(traits) !== undefined;
    const usable: JudgedSnippet[] = [];
    for (const snippet of await readJudgedSnippets(input)) {
      const { kind, candidate } = snippet;
      const reason =
        snippet.reason ??
        (candidate === undefined
          ? 'contains no code'
          : findSnippetObjection(snippet, candidate, hasTemplate));
      if (reason === undefined) usable.push(snippet);
      else skip(`snippet for ${traits.library}: ${KINDS[kind]}${reason}`);
    }
    const [best] = usable.sort((a, b) => sortKey(a) - sortKey(b));
    if (best?.candidate === undefined) return undefined;
    const edited = best.edits.length > 0 ? ', repaired where marked' : '';
    return {
      strategy: 'library',
      candidates: [best.candidate],
      origin: `the Hub's snippet for ${traits.library} (@huggingface/tasks)${edited}`,
    };
  },
};

/** Loads the snippets of all libraries, and then the Python parser, only if the model's library may have snippets. */
async function readJudgedSnippets(input: ChainInput): Promise<JudgedSnippet[]> {
  const { info, traits } = input;
  if (traits.library === undefined) return [];
  const { readLibrarySnippets } = await import('./library-snippets.ts');
  const texts = await readLibrarySnippets(info, traits.library);
  if (texts.length === 0) return [];
  const { judgeSnippets } = await import('./judge-snippets.ts');
  return judgeSnippets(texts, info, judgeContext(input));
}

const KINDS: Record<JudgedSnippet['kind'], string> = {
  python: '',
  refused: '',
  shell: 'not Python: ',
  other: 'not Python: ',
  prose: 'not Python: ',
};
