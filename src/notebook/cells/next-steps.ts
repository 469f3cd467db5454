import { inlineCode, markdownLink } from '../../encode/markdown.ts';
import { filesUrl, modelUrl } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { fillText } from '../template.ts';

/** Cell 7: where to go from here, and how to make this notebook again. */
export function nextStepsCell(plan: NotebookPlan): DraftCell {
  const { id, sha } = plan.model;
  const reference = sha === undefined ? id : `${id}@${sha}`;
  const source = fillText('cells/next-steps.md.tmpl', {
    page: markdownLink(`the page of ${id}`, modelUrl(plan)),
    discussions: markdownLink('its discussions', `${modelUrl(plan)}/discussions`),
    files: markdownLink('its files', filesUrl(plan)),
    sha: inlineCode(sha ?? ''),
    command: inlineCode(`npx alacard generate ${reference}`),
  });
  return { role: 'next-steps', type: 'markdown', source };
}
