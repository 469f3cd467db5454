import { escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown-text.ts';
import { machineName, type Need, T4_BYTES, withOverhead } from '../fit.ts';
import { filesUrl, modelUrl } from '../model-url.ts';
import type { NotebookPlan, Target } from '../plan.ts';
import { downloadBytes, formatBytes, memoryBytes } from '../quantity.ts';

/** What to know before running the notebook, as Markdown. Empty if nothing is known. */
export function beforeYouRun(plan: NotebookPlan): string[] {
  const items = [
    ...renamedItem(plan),
    ...gatedItem(plan),
    ...memoryItem(plan),
    ...remoteCodeItem(plan),
    ...plan.warnings.map((warning) => escapeMarkdown(warning)),
  ];
  const size = sizeText(plan);
  if (size === undefined) return items;
  return items.length === 0 ? [`nothing special; ${size}.`] : [...items, `A${size.slice(1)}.`];
}

function renamedItem({ model, requestedId }: NotebookPlan): string[] {
  return requestedId === undefined
    ? []
    : [`You asked for ${inlineCode(requestedId)}; the Hub returned ${inlineCode(model.id)}.`];
}

const TOKEN: Record<Target, string> = {
  colab: 'add a token as the secret `HF_TOKEN` (the key icon on the left)',
  kaggle: 'add a token as the secret `HF_TOKEN` (*Add-ons > Secrets*)',
  vscode: 'set `HF_TOKEN` or run `hf auth login`',
};

function gatedItem(plan: NotebookPlan): string[] {
  if (plan.model.gated === false) return [];
  const request = markdownLink('request it', modelUrl(plan));
  return [`Access is gated: ${request}, then ${TOKEN[plan.target ?? 'vscode']}.`];
}

function remoteCodeItem(plan: NotebookPlan): string[] {
  return plan.model.trustRemoteCode
    ? [
        `The model runs its own code (\`trust_remote_code\`): read ${markdownLink('its files', filesUrl(plan))} first.`,
      ]
    : [];
}

/** Bytes that the model needs on a GPU, if known. */
function neededBytes({ model, fit, quantize }: NotebookPlan): number | undefined {
  const need: Need | undefined = (quantize && fit?.quantized) || fit?.whole;
  const weights = need?.gpu ?? memoryBytes(model);
  return weights === undefined ? undefined : withOverhead(weights);
}

/** A model that is too large for a free Colab T4, and what helps. */
function memoryItem(plan: NotebookPlan): string[] {
  const needed = neededBytes(plan);
  if (needed === undefined || needed <= T4_BYTES) return [];
  const { fit, quantize } = plan;
  const larger = fit?.rows.find(({ machine, whole }) => machine === 'kaggle' && whole.fits);
  const [t4] = fit?.rows ?? [];
  const help = [
    ...(larger ? [`${machineName('kaggle', fit!.isSpread)} is enough`] : []),
    ...(!quantize && t4?.quantized?.fits
      ? [`\`--quantize 4bit\` reduces it to ${formatBytes(t4.quantized.needs)}`]
      : []),
  ];
  const text = `It needs about ${formatBytes(needed)} of memory: too much for a free Colab T4 (15 GB)`;
  return [`${[text, ...help].join('; ')}.`];
}

/** The size of the download, and whether a free T4 is enough. */
function sizeText(plan: NotebookPlan): string | undefined {
  const needed = neededBytes(plan);
  const download = downloadBytes(plan.model) ?? memoryBytes(plan.model);
  if (needed === undefined || download === undefined) return undefined;
  const text = `about ${formatBytes(download)} is downloaded`;
  return needed <= T4_BYTES ? `${text}, a free Colab T4 is enough` : text;
}
