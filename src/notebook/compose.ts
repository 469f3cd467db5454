import { redactSecrets } from '../encode/secrets.ts';
import { stripControl } from '../encode/terminal.ts';
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

/** The seven cells of a plan. The same plan gives the same notebook, to the byte. */
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

/** What `metadata.alacard` keeps. */
function provenance(plan: NotebookPlan): { [key: string]: JsonData } {
  const lines = plan.example?.lines;
  return {
    version: plan.version,
    model: plan.model.id,
    ...(plan.model.sha !== undefined && { sha: plan.model.sha }),
    ...(plan.requestedRevision !== undefined && { requested_revision: stripControl(plan.requestedRevision) }),
    ...(plan.target !== undefined && { target: plan.target }),
    ...(plan.quantize !== undefined && { quantize: plan.quantize }),
    strategy: plan.strategy,
    ...(lines !== undefined && { example_lines: lines }),
    reasons: plan.reasons.map(({ strategy, lines, reason }) => ({
      strategy,
      ...(lines !== undefined && { lines }),
      reason: stripControl(redactSecrets(reason)),
    })),
    warnings: plan.warnings.map((warning) => stripControl(redactSecrets(warning))),
  };
}
