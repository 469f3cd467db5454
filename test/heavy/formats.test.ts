import { describe, expect, it } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
import { formatNotebook } from '../../src/notebook/formats/formats.ts';
import { formatScript } from '../../src/notebook/formats/script.ts';
import type { Notebook } from '../../src/notebook/nbformat.ts';
import type { NotebookPlan } from '../../src/notebook/plan.ts';
import { toScriptCode } from '../../src/python/script/script-code.ts';
import { MODEL_IDS, openKitchen } from '../generate/fixture-notebooks.ts';
import { barePlan, fullPlan, hostilePlan } from '../notebook/plans.ts';
import { hasPython, runPython } from './python.ts';

const VALIDATE = `
import json, sys, warnings
import nbformat
warnings.simplefilter("error")
results = []
for text in json.load(sys.stdin):
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    results.append(nbformat.writes(notebook) == text.rstrip("\\n"))
json.dump(results, sys.stdout)
`;

const READ = `
import json, sys
import jupytext
results = []
for text, extension in json.load(sys.stdin):
    notebook = jupytext.reads(text, fmt=extension)
    results.append({
        "cells": [[cell.cell_type, cell.source, cell.metadata.get("tags")] for cell in notebook.cells],
        "alacard": notebook.metadata.get("alacard"),
        "kernel": notebook.metadata.kernelspec.name,
        "format": notebook.metadata.jupytext.text_representation.format_name,
    })
json.dump(results, sys.stdout)
`;

const COMPILE = `
import ast, json, sys
for text in json.load(sys.stdin):
    ast.parse(text)
json.dump(True, sys.stdout)
`;

/** The reference implementation of PEP 723, which allows only one block. */
const READ_HEADER = `
import ast, json, re, sys, tomllib
from packaging.requirements import Requirement
REGEX = r'(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\\s(?P<content>(^#(| .*)$\\s)+)^# ///$'
results = []
for text in json.load(sys.stdin):
    ast.parse(text)
    [match] = list(re.finditer(REGEX, text))
    lines = match.group("content").splitlines(keepends=True)
    content = "".join(line[2:] if line.startswith("# ") else line[1:] for line in lines)
    header = tomllib.loads(content)
    results.append([match.group("type"), header["requires-python"], [str(Requirement(d)) for d in header["dependencies"]]])
json.dump(results, sys.stdout)
`;

const TRICKY = [
  '!ls -la \\\n  /tmp\nx = !pwd\n%time y = 1',
  '# %pip install x\n# !ls\n# cat the file\n# echo\nz = 1',
  's = """\n%magic\n!ls\n# %% inside\n"""\nt = (1\n  %int(2))',
  '%%bash\necho "%% hi"\n\n# comment',
  '%%time\nprint(1)',
  'print("```")\n# ```\n"""````"""',
  ': int = 1',
  '---x',
  "a = '\\'' # it's\nb = '#'\n!echo 'x'",
  'def f():\n    %time g()\n    return 1\n\n\n\nf()',
  'help?\n?help',
  'if True:\n    # indented\n    pass',
];

const PLANS: [string, NotebookPlan][] = [
  ['full', fullPlan()],
  ['bare', barePlan()],
  ['hostile', hostilePlan()],
  ...TRICKY.map((code): [string, NotebookPlan] => [
    JSON.stringify(code),
    fullPlan({ example: { code, provenance: 'p' }, moreExamples: [{ code: '1', provenance: 'q' }] }),
  ]),
];

function cellsOf(notebook: Notebook): [string, string, string[] | null][] {
  return notebook.cells.map(({ cell_type, source, metadata }) => [
    cell_type,
    source,
    'tags' in metadata ? metadata.tags : null,
  ]);
}

describe.skipIf(!hasPython('nbformat', 'jupytext'))('the formats', () => {
  const notebooks = PLANS.map(([, plan]) => composeNotebook(plan));

  it('ipynb is valid and byte for byte what nbformat writes', () => {
    const results = runPython(
      VALIDATE,
      notebooks.map((notebook) => formatNotebook(notebook, 'ipynb')),
    );
    expect(results).toEqual(PLANS.map(() => true));
  });

  for (const [format, name] of [
    ['py', 'percent'],
    ['md', 'myst'],
  ] as const) {
    const read = () =>
      runPython(
        READ,
        notebooks.map((notebook) => [formatNotebook(notebook, format), format]),
      ) as Record<string, unknown>[];
    it(`${format} is read back by jupytext as the same cells`, () => {
      const results = read();
      for (const [at, notebook] of notebooks.entries()) {
        expect(results[at], PLANS[at]![0]).toEqual({
          cells: cellsOf(notebook),
          alacard: notebook.metadata.alacard,
          kernel: 'python3',
          format: name,
        });
      }
    });
  }

  it('py is Python', () => {
    const invalid = [': int = 1', 'help?\n?help'].map((code) => JSON.stringify(code));
    const texts = notebooks
      .filter((_, at) => !invalid.includes(PLANS[at]![0]))
      .map((notebook) => formatNotebook(notebook, 'py'));
    expect(runPython(COMPILE, texts)).toBe(true);
  });

  it('a script is Python with one PEP 723 header, whatever the notebook contains', async () => {
    const kitchen = await openKitchen();
    const scripts = notebooks.map((notebook) => formatScript(notebook, toScriptCode));
    for (const id of MODEL_IDS) scripts.push((await kitchen.make(id, { format: 'script' })).content);
    await kitchen.close();
    const hidden = '/// script\n# dependencies = ["evil"]\n# ///';
    scripts.push(formatScript(composeNotebook(fullPlan({ warnings: [hidden] })), toScriptCode));
    const results = runPython(READ_HEADER, scripts) as [string, string, string[]][];
    expect(results).toHaveLength(scripts.length);
    for (const [type, python, dependencies] of results) {
      expect([type, python]).toEqual(['script', '>=3.10']);
      expect(dependencies.length).toBeGreaterThan(0);
      expect(dependencies).not.toContain('evil');
    }
  });

  it('py shows a marker within a comment as a comment', () => {
    const notebook = composeNotebook(
      fullPlan({ example: { code: '# %% part\nx = 1\n# In[3]:\n', provenance: 'p' } }),
    );
    const [result] = runPython(READ, [[formatNotebook(notebook, 'py'), 'py']]) as {
      cells: [string, string][];
    }[];
    expect(result!.cells).toHaveLength(7);
    expect(result!.cells[4]![1]).toBe('# p\n## %% part\nx = 1\n## In[3]:');
  });
});
