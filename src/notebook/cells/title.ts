import { escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown-text.ts';
import { fillText } from '../cell-template.ts';
import { licenseMarkdown } from '../license.ts';
import { cardLinesMarkdown, filesUrl, modelUrl } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { formatParameters, isAmount } from '../quantity.ts';
import { beforeYouRun } from './before-you-run.ts';

/** Cell 1: the model's name, what it is, a line of facts, and what to know before running the notebook. */
export function titleCell(plan: NotebookPlan): DraftCell {
  const items = beforeYouRun(plan);
  const source = fillText('cells/title.md.tmpl', {
    title: escapeMarkdown(plan.model.id.split('/').at(-1)!),
    summary: plan.summary === undefined ? undefined : escapeMarkdown(plan.summary),
    facts: facts(plan).join(' · '),
    one: items.length === 1,
    many: items.length > 1,
    before: items.length === 1 ? items[0] : items.map((item) => `- ${item}`).join('\n'),
  });
  return { role: 'title', type: 'markdown', source };
}

function facts(plan: NotebookPlan): string[] {
  const { model } = plan;
  return [
    markdownLink(model.id, modelUrl(plan)),
    ...(model.pipeline_tag === undefined ? [] : [escapeMarkdown(model.pipeline_tag.replaceAll('-', ' '))]),
    ...(isAmount(model.parameters) ? [`${formatParameters(model.parameters)} parameters`] : []),
    ...(model.license === undefined ? [] : [licenseMarkdown(model.license)]),
    commit(plan),
    example(plan),
  ].filter((fact) => fact !== '');
}

function commit(plan: NotebookPlan): string {
  const { requestedRevision: requested } = plan;
  const { sha } = plan.model;
  if (sha === undefined) return `not pinned: loads the current state of ${inlineCode(requested ?? 'main')}`;
  const link = markdownLink(sha.slice(0, 7), filesUrl(plan));
  return requested === undefined || requested === sha
    ? `commit ${link}`
    : `commit ${link} (requested as ${inlineCode(requested)})`;
}

function example(plan: NotebookPlan): string {
  const { strategy, model } = plan;
  if (strategy === 'official') return `the authors' own notebook, ${officialLinks(plan)}`;
  if (plan.example && strategy.startsWith('readme')) {
    const lines = (plan.example.lines ?? []).map((range) => cardLinesMarkdown(plan, range)).join(', ');
    return `example from the model card${lines === '' ? '' : `, ${lines}`}`;
  }
  if (plan.example && strategy === 'library') {
    return `example: the Hub's snippet for ${escapeMarkdown(model.library_name ?? "the model's library")}`;
  }
  return plan.filesOnly
    ? 'no example: alacard does not know how to run this model'
    : "no example from the authors: cell 6 is alacard's";
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
