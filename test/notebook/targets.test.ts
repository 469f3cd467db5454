import { describe, expect, it } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
import { measureFit } from '../../src/notebook/fit.ts';
import { formatNotebook } from '../../src/notebook/formats/formats.ts';
import type { NotebookPlan, Target } from '../../src/notebook/plan.ts';
import { barePlan, fullPlan } from './plans.ts';

const KAGGLE = { dataSources: [], isInternetEnabled: true, language: 'python', sourceType: 'notebook' };

function cell(plan: NotebookPlan, role: string): string {
  return composeNotebook(plan).cells.find(({ id }) => id.startsWith(`${role}-`))!.source;
}

describe('the metadata for each host', () => {
  // As in exports from both hosts.
  it.each<[Target | undefined, string[], object]>([
    [undefined, ['torch'], {}],
    ['vscode', ['torch'], {}],
    [
      'colab',
      ['torch>=2,<3'],
      { accelerator: 'GPU', colab: { gpuType: 'T4', name: 'tiny-7b.ipynb', provenance: [] } },
    ],
    ['colab', ['spacy', 'torchmetrics-x'], { colab: { name: 'tiny-7b.ipynb', provenance: [] } }],
    ['kaggle', ['torch'], { kaggle: { ...KAGGLE, accelerator: 'nvidiaTeslaT4', isGpuEnabled: true } }],
    ['kaggle', ['scikit-learn'], { kaggle: { ...KAGGLE, accelerator: 'none', isGpuEnabled: false } }],
  ])('%s with %j', (target, install, expected) => {
    const plan = fullPlan({ install, ...(target && { target }) });
    const { kernelspec, language_info, alacard, ...host } = composeNotebook(plan).metadata;
    expect(host).toEqual(expected);
    expect(alacard.target).toBe(target);
    for (const [key, value] of Object.entries(expected)) {
      expect(formatNotebook(composeNotebook(plan), 'py')).toMatch(
        typeof value === 'string' ? `#   ${key}: "${value}"\n` : `#   ${key}: {`,
      );
    }
  });
});

describe('the hello cell', () => {
  // huggingface_hub reads Colab's secrets itself, but not those of Kaggle.
  it.each<[Target | undefined, boolean]>([
    [undefined, false],
    ['vscode', false],
    ['colab', false],
    ['kaggle', true],
  ])('for %s reads the secret of Kaggle: %s', (target, reads) => {
    const gated = cell(fullPlan({ ...(target && { target }) }), 'hello');
    expect(gated.includes('__import__("kaggle_secrets")')).toBe(reads);
    expect(gated).not.toMatch(/input\(|getpass/);
    expect(cell(barePlan({ ...(target && { target }) }), 'hello')).not.toContain('kaggle_secrets');
  });
});

describe('next steps', () => {
  const fit = measureFit(8_030_261_248, { gpu: 2, cpu: 4, spread: true }, true);
  const HELP = ' With `--quantize 4bit`, it would.';
  it.each<[Target, '4bit' | undefined, string]>([
    [
      'colab',
      undefined,
      `A free Colab instance with a T4 GPU (15.0 GB available) does not have enough memory for the model that cell 6 loads (about 19.3 GB).${HELP}`,
    ],
    [
      'colab',
      '4bit',
      'A free Colab instance with a T4 GPU (15.0 GB available) has enough memory for the model that cell 6 loads in 4-bit precision (about 7.1 GB).',
    ],
    [
      'kaggle',
      undefined,
      'A Kaggle notebook with two T4 GPUs (30.0 GB available) has enough memory for the model that cell 6 loads (about 19.3 GB).',
    ],
    [
      'vscode',
      undefined,
      `A computer with 16 GB of RAM and no GPU (14.0 GB available) does not have enough memory for the model that cell 6 loads (about 38.5 GB).${HELP}`,
    ],
  ])('for %s and %s', (target, quantize, sentence) => {
    const source = cell(fullPlan({ fit, target, ...(quantize && { quantize }) }), 'next-steps');
    expect(source).toContain(`- **Hardware:** ${sentence}\n`);
    expect(source.match(/\*\*Run it .*?:/g)).toHaveLength(1);
    expect(source).toContain(` --target ${target}${quantize ? ' --quantize 4bit' : ''}\``);
  });

  it('for any Jupyter name all hosts', () => {
    const source = cell(fullPlan({ fit }), 'next-steps');
    expect(source.match(/\*\*Run it .*?:/g)).toEqual([
      '**Run it in Colab:',
      '**Run it on Kaggle:',
      '**Run it in VS Code:',
    ]);
    expect(source).not.toContain('**Hardware:**');
  });
});
