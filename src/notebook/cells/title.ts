import { escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown-text.ts';
import { fillText } from '../cell-template.ts';
import { licenseMarkdown } from '../license.ts';
import { cardLinesMarkdown, filesUrl, modelUrl } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import { examplesArePinned, type NotebookPlan } from '../plan.ts';

/** Cell 1: the model, its author and commit, and warnings. */
export function titleCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const owner = model.id.includes('/') ? model.id.split('/')[0]! : undefined;
  const requested = plan.requestedRevision;
  const source = fillText('cells/title.md.tmpl', {
    title: escapeMarkdown(model.id),
    modelLink: markdownLink(model.id, filesUrl(plan)),
    sha: inlineCode(model.sha ?? ''),
    requested: requested !== undefined && requested !== model.sha ? inlineCode(requested) : undefined,
    pinning: examplesArePinned(plan)
      ? 'pinned in the code below'
      : "pinned in alacard's own cells; the example does not use `REVISION`",
    branch: inlineCode(requested ?? 'main'),
    task: model.pipeline_tag === undefined ? undefined : escapeMarkdown(model.pipeline_tag),
    library: model.library_name === undefined ? undefined : escapeMarkdown(model.library_name),
    license: model.license === undefined ? undefined : licenseMarkdown(model.license),
    gatedLink: model.gated === false ? undefined : markdownLink('request access', modelUrl(plan)),
    author: owner === undefined ? undefined : escapeMarkdown(owner),
    example: exampleMarkdown(plan),
    strategy: inlineCode(plan.strategy),
    version: escapeMarkdown(plan.version),
    warnings: plan.warnings.map((warning) => `> - ${escapeMarkdown(warning)}`).join('\n'),
  });
  return { role: 'title', type: 'markdown', source };
}

function exampleMarkdown(plan: NotebookPlan): string {
  const { example, strategy, model } = plan;
  if (strategy === 'official') {
    return `the authors' own notebook, ${officialLinks(plan)}`;
  }
  if (example && strategy.startsWith('readme')) {
    const lines = (example.lines ?? []).map((range) => cardLinesMarkdown(plan, range)).join(', ');
    return lines === '' ? 'from the model card' : `from the model card, ${lines}`;
  }
  if (example && strategy === 'library') {
    return `the Hub's snippet for ${escapeMarkdown(model.library_name ?? "the model's library")}`;
  }
  return plan.filesOnly
    ? 'none; alacard does not know how to run this model, so cell 6 lists the files in its repository'
    : "none from the authors; cell 6 is alacard's own code for the model's task";
}

/** Links to the notebook on the Hub, and to Colab and Kaggle, which only open it from huggingface.co. */
function officialLinks(plan: NotebookPlan): string {
  const path = plan.officialPath ?? '';
  const file = `${modelUrl(plan)}/blob/${plan.model.sha}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const link = markdownLink(path, file);
  if (new URL(plan.endpoint).hostname !== 'huggingface.co') return link;
  const colab = markdownLink('in Colab', `https://colab.research.google.com/#fileId=${file}`);
  const kaggle = markdownLink('on Kaggle', `https://kaggle.com/kernels/welcome?src=${file}`);
  return `${link} (open the original: ${colab}, ${kaggle})`;
}
