import { MODEL_LIBRARIES_UI_ELEMENTS } from '@huggingface/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import { undefinedNames } from '../../src/example/judge/missing-names.ts';
import { libraryModels } from './library-models.ts';
import { formatVerdict, judgeModel, type LibraryVerdict } from './library-table.ts';

const withSnippets = Object.entries(MODEL_LIBRARIES_UI_ELEMENTS)
  .filter(([, library]) => 'snippets' in library && library.snippets !== undefined)
  .map(([name]) => name);

const verdicts: LibraryVerdict[] = [];
beforeAll(async () => {
  for (const info of libraryModels.values()) verdicts.push(await judgeModel(info));
});

describe("the snippets of the Hub's libraries", () => {
  it('has a plausible model for each library', () => {
    expect([...libraryModels.keys()].sort()).toEqual(withSnippets.sort());
  });

  it('gives valid, complete Python for at least 100 of them', () => {
    const python = verdicts.filter(({ kind }) => kind === 'python');
    expect(python.length).toBeGreaterThanOrEqual(100);
    for (const { library, snippets } of python) {
      for (const { candidate } of snippets) {
        if (candidate === undefined) continue;
        expect(candidate.file.problem, library).toBeUndefined();
        expect(undefinedNames(candidate), library).toEqual([]);
        expect(candidate.code.replace(/(?:^#|# ).*$/gm, ''), library).not.toMatch(
          /path[/_]to|your[-_/]|<your|\{\{|\{MODEL|fill-in|YOUR_|[A-Z]_ID"|XX\b/,
        );
      }
    }
  });

  it('reports the verdict on each string, and why', async () => {
    for (const { snippets, library } of verdicts) {
      for (const { kind, reason } of snippets) {
        if (kind !== 'python') expect(reason, library).toBeTruthy();
      }
    }
    const count = (test: (verdict: LibraryVerdict) => boolean) => verdicts.filter(test).length;
    const figures = [
      `${verdicts.length} libraries: ${count(({ kind }) => kind === 'python')} python, ${count(({ kind }) => kind === 'shell')} shell, ${count(({ kind }) => kind === 'other')} other, ${count(({ kind }) => kind === 'prose')} prose, ${count(({ kind }) => kind === 'refused')} refused`,
      `${count(({ taken }) => taken)} taken as cell 5 where the card has no example`,
    ];
    const table = [...figures, ...verdicts.map(formatVerdict)].join('\n\n');
    await expect(`${table}\n`).toMatchFileSnapshot('library-verdicts.txt');
  });
});
