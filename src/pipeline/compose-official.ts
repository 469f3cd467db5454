import { composeNotebook } from '../notebook/compose.ts';
import type { Composed, ComposeParts } from './compose-cells.ts';
import type { OfficialCells } from './official-notebook.ts';
import { planShared } from './plan-model.ts';
import { endpointWarnings, packageWarnings, sourceWarnings } from './source-warnings.ts';

/** Step 4 for the authors' own notebook, which replaces cells 5 and 6. */
export function composeOfficial(official: OfficialCells, parts: ComposeParts): Composed {
  const { resolution, request, context } = parts;
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
  const shared = planShared(parts, parts.model.traits, environment);
  const notebook = composeNotebook({
    ...shared,
    noExampleNote: '',
    moreExamples: [],
    official: official.cells,
    officialPath: official.path,
    strategy: 'official',
    reasons: [],
    warnings,
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
    about: shared.model,
  };
}
