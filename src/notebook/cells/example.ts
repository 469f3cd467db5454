import { escapeMarkdown } from '../../encode/markdown-text.ts';
import { toPythonComment } from '../../encode/python-literal.ts';
import { fillText } from '../cell-template.ts';
import { cardLinesMarkdown } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan, PlannedCode, PlannedReason } from '../plan.ts';

const MAX_REASONS = 8;

/** Cell 5, and further cells for `--snippets all`: the examples, or a note if there are none. */
export function exampleCells(plan: NotebookPlan): DraftCell[] {
  const first: DraftCell = plan.example
    ? { role: 'example', type: 'code', source: withProvenance(plan.example) }
    : { role: 'example', type: 'markdown', source: noExample(plan) };
  const more = plan.moreExamples.map((example, at): DraftCell => {
    return { role: `example-${at + 2}`, type: 'code', source: withProvenance(example) };
  });
  return [first, ...more];
}

/** Adds a comment that says where the code came from. A cell magic must stay on the first line. */
export function withProvenance({ code, provenance }: PlannedCode): string {
  const comment = `# ${toPythonComment(provenance, 300)}`;
  const magic = /^\s*(%%[^\r\n]*)\r?\n?/.exec(code);
  return magic ? `${magic[1]}\n${comment}\n${code.slice(magic[0].length)}` : `${comment}\n${code}`;
}

function noExample(plan: NotebookPlan): string {
  const skipped = plan.reasons.filter((reason) => reason.lines !== undefined);
  const more = skipped.length - MAX_REASONS;
  return fillText('cells/no-example.md.tmpl', {
    note: escapeMarkdown(plan.noExampleNote),
    filesOnly: plan.filesOnly,
    skipped: skipped
      .slice(0, MAX_REASONS)
      .map((reason) => reasonItem(plan, reason))
      .join('\n'),
    more: more > 0 ? String(more) : undefined,
  });
}

function reasonItem(plan: NotebookPlan, { lines, reason }: PlannedReason): string {
  return `- ${cardLinesMarkdown(plan, lines!)}: ${escapeMarkdown(reason)}`;
}
