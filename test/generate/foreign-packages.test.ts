import { describe, expect, it } from 'vitest';
import { findMisspelled, isKnownPackage } from '../../src/python/packages/known-packages.ts';
import { packageNames } from '../../src/python/packages/package-table.ts';
import { notebookOf } from './from-card.ts';

const EXAMPLE = `from transformers import pipeline
pipe = pipeline("text-generation", model="acorn/poet")
print(pipe("Hello"))`;
const cardWith = (install: string, code = EXAMPLE) =>
  `---\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n# Use\n\n${install}\n\n\`\`\`python\n${code}\n\`\`\`\n`;
const shell = (line: string) => cardWith(`\`\`\`sh\n${line}\n\`\`\``);
const MARK =
  '# The author lists these packages, but alacard does not know them; check them before you install them: ';

describe('packages that the author lists but alacard does not know', () => {
  it.each<[string, card: string, foreign: string]>([
    ['an install line', shell('pip install transformers evil-package==6.6.6'), 'evil-package'],
    ['names in another spelling', shell('pip install -U Evil.Package evil_package'), 'evil-package'],
    ['a line in the example', cardWith('', `!pip install evil-package\n${EXAMPLE}`), 'evil-package'],
    ['a comment', cardWith('', `# pip install evil-package\n${EXAMPLE}`), 'evil-package'],
    ['several', shell('pip install evil-b evil-a'), 'evil-b, evil-a'],
    [
      'an import',
      cardWith('```sh\npip install evilpackage\n```', `import evilpackage\n${EXAMPLE}`),
      'evilpackage',
    ],
  ])('are marked in cell 2 and warned about: %s', async (_, card, foreign) => {
    const { sources, warnings, strategy, packages } = await notebookOf(card);
    expect(strategy).toBe('readme-python');
    expect(packages.install.join(' ')).toContain(foreign.split(', ')[0]);
    expect(sources[1]).toMatch(new RegExp(`^${MARK}${foreign}\\n%pip install `, 'm'));
    expect(warnings).toContain(
      `Cell 2 installs packages that the author lists but alacard does not know: ${foreign}. Check them on PyPI first.`,
    );
    expect(sources[0]).toContain('packages that the author lists but alacard does not know');
  });

  it.each([
    ['known packages', shell('pip install -U transformers Pillow scikit_learn sentence-transformers')],
    ['a popular neighbor of a known name', shell('pip install faiss-gpu decord2 torchio')],
    ['no install line', cardWith('')],
    ["the library's snippet", `---\nlibrary_name: timm\ntags: [timm]\n---\n`],
  ])('are not reported for %s', async (_, card) => {
    const { sources, warnings } = await notebookOf(card);
    expect(sources[1]).not.toContain('alacard does not know');
    expect(sources[1]).not.toContain('Left out');
    expect(warnings.join()).not.toMatch(/does not know|skips/);
  });

  it.each([
    ['pip install git+https://github.com/evil/evil', 'installs from a URL'],
    ['pip install "evil @ https://evil.example/evil.whl"', 'installs from a URL'],
    ['pip install ./evil', 'installs from a file or folder'],
    ['pip install --index-url https://evil.example/simple evil', ''],
  ])('are never installed from elsewhere: %s', async (line, reason) => {
    const { sources, packages } = await notebookOf(shell(line));
    expect(packages.install.join()).not.toContain('evil');
    expect(sources[1]).toContain(`# Skipped (${reason}`);
    expect(sources[1]!.match(/^%pip.*/m)![0]).not.toContain('evil');
  });
});

describe('a name that is one letter away from a known one', () => {
  it.each([
    ['transfomers', 'transformers'],
    ['torchh', 'torch'],
    ['trasnformers', 'transformers'],
    ['Sentence_Transfomers', 'sentence-transformers'],
    ['tensorflow1', 'tensorflow'],
    ['huggingface-hub2==1.0', 'huggingface-hub'],
    ['scikitlearn', 'scikit-learn'],
  ])('%s stays out of the %%pip line', async (name, known) => {
    const { sources, warnings, packages } = await notebookOf(shell(`pip install accelerate ${name}`));
    expect(sources[1]).toContain(`# Skipped (its name is one letter away from ${known}): ${name}`);
    expect(sources[1]!.match(/^%pip.*/m)![0]).toContain('accelerate');
    expect(packages.install.join(' ')).not.toMatch(
      /transfo?mers(?!\w)(?<!transformers)|torchh|trasn|flow1|hub2/i,
    );
    expect(warnings.join('\n')).toContain(`Cell 2 skips ${name}, because its name is one letter away`);
  });

  it.each(['peft2', 'torhc', 'numpyy-tools', 'trnsfrmrs', 'evil-package', 'transformerss-x'])(
    '%s is too short or too far',
    (name) => {
      expect(findMisspelled(name)).toBeUndefined();
    },
  );

  it('is never a name that alacard knows', () => {
    for (const name of packageNames()) expect(findMisspelled(name), name).toBeUndefined();
    expect(isKnownPackage('faiss-gpu')).toBe(true);
  });
});
