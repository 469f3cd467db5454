import { escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown.ts';
import { licenseMarkdown } from '../license.ts';
import { filesUrl, modelUrl } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { fillText } from '../template.ts';

/** Cell 1: what this is, whose it is, at which commit, and what to be warned of. */
export function titleCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const owner = model.id.includes('/') ? model.id.split('/')[0]! : undefined;
  const fromCard = plan.example !== undefined && plan.strategy.startsWith('readme');
  const fromLibrary = plan.example !== undefined && plan.strategy === 'library';
  const requested = plan.requestedRevision;
  const source = fillText('cells/title.md.tmpl', {
    title: escapeMarkdown(model.id),
    modelLink: markdownLink(model.id, filesUrl(plan)),
    sha: inlineCode(model.sha ?? ''),
    requested: requested !== undefined && requested !== model.sha ? inlineCode(requested) : undefined,
    task: model.pipeline_tag === undefined ? undefined : escapeMarkdown(model.pipeline_tag),
    library: model.library_name === undefined ? undefined : escapeMarkdown(model.library_name),
    license: model.license === undefined ? undefined : licenseMarkdown(model.license),
    gatedLink: model.gated === false ? undefined : markdownLink('ask for access', modelUrl(plan)),
    author: owner === undefined ? undefined : escapeMarkdown(owner),
    fromCard,
    fromLibrary,
    fromTemplate: !fromCard && !fromLibrary,
    provenance: plan.example === undefined ? undefined : escapeMarkdown(plan.example.provenance),
    strategy: inlineCode(plan.strategy),
    version: escapeMarkdown(plan.version),
    warnings: plan.warnings.map((warning) => `> - ${escapeMarkdown(warning)}`).join('\n'),
  });
  return { role: 'title', type: 'markdown', source };
}
