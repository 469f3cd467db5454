import { toPythonComment, toPythonLiteral } from '../../encode/python-literal.ts';
import { fillText } from '../cell-template.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { helloPackages } from './hello.ts';

// PEP 508 without URLs. The remaining characters have no special meaning in a shell or IPython (`$name`, `{name}`).
const REQUIREMENT =
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9._, -]*\])?[ ]*(?:[<>=!~]={0,2}[ ]*[A-Za-z0-9.*+_-]+[, ]*)*(?:;[A-Za-z0-9_.<>=!~'() -]+)?$/;

/** Returns the requirements of the `%pip` line: the valid ones of the plan, and those of cell 3. */
function packagesToInstall(plan: NotebookPlan): string[] {
  const packages = [...new Set(plan.install.map(singleQuoted).filter(isPlain))];
  const named = new Set(packages.map(normalizedName));
  return [...packages, ...helloPackages(plan).filter((name) => !named.has(normalizedName(name)))];
}

/** The name of a requirement as PyPI compares names. */
const normalizedName = (requirement: string) =>
  /^[A-Za-z0-9._-]*/
    .exec(requirement)![0]
    .replace(/[-_.]+/g, '-')
    .toLowerCase();

/**
 * Cell 2: MODEL_ID and REVISION, which papermill can replace, one `%pip` line, and comments about what alacard does not
 * install.
 */
export function environmentCell(plan: NotebookPlan): DraftCell {
  const invalid = plan.install.filter((requirement) => !isPlain(singleQuoted(requirement)));
  const notes = [
    ...plan.listed.map(
      ({ name, reason }) => `# Not installed: ${toPythonComment(name)} (${toPythonComment(reason)})`,
    ),
    ...plan.installNotes.map((note) => `# Install manually: ${toPythonComment(note)}`),
    ...plan.refused.map(
      ({ line, reason }) => `# Skipped (${toPythonComment(reason)}): ${toPythonComment(line)}`,
    ),
    ...invalid.map((requirement) => `# Skipped (not a simple requirement): ${toPythonComment(requirement)}`),
  ];
  const source = fillText('cells/environment.py.tmpl', {
    id: toPythonLiteral(plan.model.id),
    ...revision(plan),
    endpoint: plan.carryEndpoint ? toPythonLiteral(plan.endpoint) : undefined,
    foreign: plan.foreign.map((name) => toPythonComment(name)).join(', '),
    packages: packagesToInstall(plan)
      .map((requirement) => `"${requirement}"`)
      .join(' '),
    notes: notes.join('\n'),
  });
  return { role: 'environment', type: 'code', tags: ['parameters'], source };
}

function revision({ model, requestedRevision: requested }: NotebookPlan) {
  const revisionNote =
    model.sha === undefined
      ? 'not pinned: the commit was unknown when this notebook was generated'
      : requested === undefined || requested === model.sha
        ? undefined
        : `requested as ${toPythonComment(requested, 80)}`;
  return { revision: toPythonLiteral(model.sha ?? requested ?? 'main'), revisionNote };
}

function isPlain(requirement: string): boolean {
  return requirement.length <= 300 && REQUIREMENT.test(requirement);
}

function singleQuoted(requirement: string): string {
  return requirement.replaceAll('"', "'");
}
