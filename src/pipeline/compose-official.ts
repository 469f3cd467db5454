import { defined } from '../defined.ts';
import { composeNotebook } from '../notebook/compose.ts';
import type { Composed, ComposeParts } from './compose-cells.ts';
import type { OfficialCells } from './official-notebook.ts';
import { describeRequest, planModel } from './plan-model.ts';
import { endpointWarnings, packageWarnings, sourceWarnings } from './source-warnings.ts';

/** Step 4 for the authors' own notebook, which replaces cells 5 and 6. */
export function composeOfficial(
  official: OfficialCells,
  { model, resolution, reading, request, context }: ComposeParts,
): Composed {
  const { environment } = official;
  const warnings = [
    ...official.warnings,
    ...sourceWarnings(resolution),
    ...endpointWarnings(request, context),
    ...packageWarnings(environment),
    ...(request.quantize === undefined
      ? []
      : ["--quantize 4bit had no effect, because the authors' own notebook was used."]),
  ];
  const revision = request.model.kind === 'hub' ? request.model.revision : undefined;
  const about = planModel(model.info, model.traits);
  const notebook = composeNotebook({
    model: about,
    endpoint: context.endpoint,
    version: context.version,
    install: environment.install,
    foreign: environment.foreign,
    listed: environment.listed,
    refused: environment.refused,
    installNotes: environment.notes,
    noExampleNote: '',
    moreExamples: [],
    official: official.cells,
    officialPath: official.path,
    strategy: 'official',
    reasons: [],
    warnings,
    source: resolution.source,
    ...defined({ requestedRevision: revision, target: request.target, carryEndpoint: request.carryEndpoint }),
    ...describeRequest(resolution, reading),
  });
  return {
    notebook,
    environment,
    warnings,
    risks: official.risks,
    strategy: 'official',
    officialPath: official.path,
    lines: [],
    reasons: [],
    about,
  };
}
