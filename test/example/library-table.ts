import { readBaseModels, readTraits } from '../../src/example/model-traits.ts';
import { planEnvironment } from '../../src/example/required-packages.ts';
import { type JudgedSnippet, judgeSnippets } from '../../src/example/strategies/judge-snippets.ts';
import { library } from '../../src/example/strategies/library.ts';
import { readLibrarySnippets } from '../../src/example/strategies/library-snippets.ts';
import type { ModelInfo } from '../../src/hub/models/model-info.ts';
import { PIPELINE_TAGS } from '../../src/hub/models/pipeline-tags.ts';

export interface LibraryVerdict {
  library: string;
  /** The best verdict on any of its strings. */
  kind: JudgedSnippet['kind'];
  snippets: JudgedSnippet[];
  /** Whether one of them becomes cell 5, and why the others don't. */
  taken: boolean;
  skipped: string[];
}

const KINDS: JudgedSnippet['kind'][] = ['python', 'refused', 'shell', 'other', 'prose'];

function chainInputOf(info: ModelInfo) {
  return {
    info,
    traits: readTraits(info, PIPELINE_TAGS),
    modelIds: [info.id],
    baseModels: readBaseModels(info),
    cardCandidates: [],
    mode: 'library' as const,
    limitSync: <T>(work: () => T) => work(),
    snippets: 'first' as const,
  };
}

export async function judgeModel(info: ModelInfo): Promise<LibraryVerdict> {
  const input = chainInputOf(info);
  const name = input.traits.library ?? '';
  const context = {
    ...input,
    repositoryFiles: new Set(info.siblings.map((file) => file.rfilename)),
  };
  const snippets = judgeSnippets(await readLibrarySnippets(info, name), info, context);
  const skipped: string[] = [];
  const taken = await library.find(input, (reason) => skipped.push(reason));
  return {
    library: name,
    kind: KINDS.find((kind) => snippets.some((snippet) => snippet.kind === kind)) ?? 'prose',
    snippets,
    taken: taken !== undefined,
    skipped: skipped.map((reason) => reason.replace(`snippet for ${name}: `, '')),
  };
}

const nameOnly = (requirement: string) => requirement.replace(/[<>=!~].*$/, '');

/** One paragraph per library: its verdict, the outcome for each string, and what cell 2 does for it. */
export function formatVerdict({ library, kind, snippets, taken, skipped }: LibraryVerdict): string {
  const lines = snippets.map((snippet, at) => {
    const facts = [snippet.outcome, snippet.cut ? 'cut' : undefined, snippet.reason, ...snippet.edits];
    const environment = snippet.candidate && planEnvironment([snippet.candidate], []);
    const notes = [
      facts.filter((fact) => fact !== undefined && fact !== '').join('; '),
      environment && `installs ${environment.install.map(nameOnly).join(' ')}`,
      environment?.listed.length ? `not ${environment.listed.map(({ name }) => name).join(' ')}` : undefined,
    ];
    return `  ${at + 1}. ${snippet.kind}: ${notes.filter((note) => note !== undefined).join(' | ')}`;
  });
  const other = skipped.filter(
    (reason) => !snippets.some((snippet) => reason.endsWith(snippet.reason ?? '-')),
  );
  return [
    `${library}: ${kind}${taken ? ', taken' : kind === 'python' ? ', skipped' : ''}`,
    ...lines,
    ...other.map((reason) => `  skipped: ${reason}`),
  ].join('\n');
}
