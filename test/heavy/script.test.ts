import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { formatScript } from '../../src/notebook/formats/script.ts';
import { createNotebook } from '../../src/notebook/nbformat.ts';
import { toScriptCode } from '../../src/python/script/script-code.ts';
import { hasPython, PYTHON } from './python.ts';

const CELLS = [
  'from IPython.display import Audio, HTML, Image, display\nimport IPython',
  'display(HTML("<b>text</b>"), "more", None)',
  'IPython.display.display(Audio([0.0, 0.5], rate=8000))',
  'Image(data=b"\\x89PNG first", format="png")',
  'class Picture:\n    def _repr_png_(self):\n        return b"\\x89PNG second"\nPicture()',
  'class Figure:\n    def savefig(self, file, format):\n        file.write(b"\\x89PNG third")\nFigure()',
  'lines = !echo one; echo two\nlines',
  '%env NAME=value\n!echo "variable: $NAME"',
  'print("printed");',
];

test.skipIf(!hasPython('IPython') || process.platform === 'win32')(
  'a script prints text, and saves pictures and sound without overwriting files',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'alacard-script-'));
    try {
      const drafts = CELLS.map((source, at) => ({ role: `cell${at}`, type: 'code' as const, source }));
      const script = join(folder, 'model.py');
      writeFileSync(script, formatScript(createNotebook(drafts, {}), toScriptCode));
      const run = async () =>
        (await promisify(execFile)(PYTHON, [script], { cwd: tmpdir() })).stdout.split('\n');
      const path = (name: string) => `saved ${join(folder, name)}`;
      expect(await run()).toEqual([
        '<b>text</b>',
        'more',
        path('model-1.wav'),
        path('model-1.png'),
        path('model-2.png'),
        path('model-3.png'),
        "['one', 'two']",
        'variable: value',
        'printed',
        '',
      ]);
      const contents = ['first', 'second', 'third'].map((text) => Buffer.from(`\x89PNG ${text}`, 'latin1'));
      for (const [at, content] of contents.entries())
        expect(readFileSync(join(folder, `model-${at + 1}.png`))).toEqual(content);
      expect(readFileSync(join(folder, 'model-1.wav'), 'latin1')).toMatch(/^RIFF/);
      expect(await run()).toContain(path('model-4.png'));
      expect(readdirSync(folder)).toHaveLength(9);
      expect(readFileSync(join(folder, 'model-1.png'))).toEqual(contents[0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
