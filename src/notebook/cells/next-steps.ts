import { escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown-text.ts';
import { toShellWord } from '../../encode/shell-word.ts';
import { fillText } from '../cell-template.ts';
import type { Machine } from '../fit.ts';
import { hostMetadata } from '../host-metadata.ts';
import { filesUrl, modelUrl } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import { examplesArePinned, type NotebookPlan, type Target } from '../plan.ts';
import { formatBytes } from '../quantity.ts';

/** Cell 7: links, and how to regenerate this notebook. */
export function nextStepsCell(plan: NotebookPlan): DraftCell {
  const { id, sha } = plan.model;
  const reference = sha === undefined ? id : `${id}@${sha}`;
  const source = fillText('cells/next-steps.md.tmpl', {
    page: markdownLink(`${id} on the Hub`, modelUrl(plan)),
    discussions: markdownLink('its discussions', `${modelUrl(plan)}/discussions`),
    files: markdownLink('its files', filesUrl(plan)),
    sha: inlineCode(sha ?? ''),
    pinned: examplesArePinned(plan) ? 'every cell' : "alacard's own cells",
    ...targetLines(plan),
    version: escapeMarkdown(plan.version),
    strategy: inlineCode(plan.strategy),
    command: inlineCode(`npx alacard generate ${reference}${options(plan)}`),
  });
  return { role: 'next-steps', type: 'markdown', source };
}

/** Returns the command-line options that affected the notebook. */
function options({ target, quantize, officialPath, carryEndpoint, endpoint }: NotebookPlan): string {
  return `${carryEndpoint ? ` --endpoint ${toShellWord(endpoint)} --carry-endpoint` : ''}${officialPath === undefined ? '' : ` --official-notebook ${toShellWord(officialPath)}`}${target === undefined ? '' : ` --target ${target}`}${quantize === undefined ? '' : ` --quantize ${quantize}`}`;
}

const MACHINES: Record<Target, Machine> = { colab: 'colab', kaggle: 'kaggle', vscode: 'cpu' };
const NAMES: Record<Machine, string> = {
  colab: 'A free Colab instance with a T4 GPU',
  kaggle: 'A Kaggle notebook with two T4 GPUs',
  cpu: 'A computer with 16 GB of RAM and no GPU',
};

function targetLines(plan: NotebookPlan): Record<string, string | boolean | undefined> {
  const { target } = plan;
  const { accelerator, kaggle } = hostMetadata(plan);
  const hasGpu = accelerator !== undefined || kaggle?.isGpuEnabled === true;
  return {
    target: target !== undefined,
    colab: target === 'colab',
    kaggle: target === 'kaggle',
    vscode: target === 'vscode',
    machine:
      target === 'kaggle'
        ? `The notebook requests *Internet* and ${hasGpu ? '*GPU T4 x2*' : 'no accelerator'}: check this in the settings.`
        : `The notebook requests ${hasGpu ? 'a T4 GPU: check that it is selected under *Runtime > Change runtime type*.' : 'no GPU, because it does not need one.'}`,
    fits: target && fitSentence(plan, MACHINES[target]),
  };
}

/** States whether cell 6 fits on the target's machine, and if not, how to make it fit. */
function fitSentence({ fit, quantize }: NotebookPlan, machine: Machine): string | undefined {
  const row = fit?.rows.find((one) => one.machine === machine);
  if (row === undefined) return undefined;
  const { needs, fits } = (quantize && row.quantized) || row.whole;
  const how = quantize ? ' in 4-bit precision' : '';
  const verdict = `${NAMES[machine]} (${formatBytes(row.has)} available) ${fits ? 'has' : 'does not have'} enough memory for the model that cell 6 loads${how} (about ${formatBytes(needs)}).`;
  const help = !fits && !quantize && row.quantized?.fits ? ' With `--quantize 4bit`, it would.' : '';
  return `${verdict}${help}`;
}
