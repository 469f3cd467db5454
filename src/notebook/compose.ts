import { defined } from '../defined.ts';
import { redactSecrets } from '../encode/secrets.ts';
import { stripControl } from '../encode/terminal-text.ts';
import { environmentCell } from './cells/environment.ts';
import { exampleCells } from './cells/example.ts';
import { helloCell } from './cells/hello.ts';
import { modelInformationCell } from './cells/model-information.ts';
import { nextStepsCell } from './cells/next-steps.ts';
import { titleCell } from './cells/title.ts';
import { usageCells } from './cells/usage.ts';
import { hostMetadata } from './host-metadata.ts';
import { createNotebook, type JsonData, type Notebook } from './nbformat.ts';
import type { NotebookPlan } from './plan.ts';

/** Composes the seven cells of a plan. The same plan always produces the same bytes. */
export function composeNotebook(plan: NotebookPlan): Notebook {
  const cells = [
    titleCell(plan),
    environmentCell(plan),
    helloCell(plan),
    modelInformationCell(plan),
    ...(plan.official ?? [...exampleCells(plan), ...usageCells(plan)]),
    nextStepsCell(plan),
  ];
  return createNotebook(cells, provenance(plan), hostMetadata(plan));
}

/** The contents of `metadata.alacard`. */
function provenance(plan: NotebookPlan): { [key: string]: JsonData } {
  const lines = plan.example?.lines;
  const { requestedRevision: requested, model } = plan;
  return {
    version: plan.version,
    model: model.id,
    ...defined({ sha: model.sha }),
    // Whether a commit was requested is not recorded, because the command in the last cell generates the same notebook.
    ...(requested !== undefined &&
      requested !== model.sha && { requested_revision: stripControl(requested) }),
    ...defined({ target: plan.target, quantize: plan.quantize }),
    strategy: plan.strategy,
    ...defined({ example_lines: lines }),
    reasons: plan.reasons.map(({ strategy, lines, reason }) => ({
      strategy,
      ...defined({ lines }),
      reason: stripControl(redactSecrets(reason)),
    })),
    warnings: plan.warnings.map((warning) => stripControl(redactSecrets(warning))),
  };
}
