import { toPythonComment } from '../../encode/python-literal.ts';
import { fillText } from '../cell-template.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';

// Cell 3 uses it.
const HUB_CLIENT = 'huggingface_hub';

// PEP 508 without URLs. The remaining characters have no special meaning in a shell or IPython (`$name`, `{name}`).
const REQUIREMENT =
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9._, -]*\])?[ ]*(?:[<>=!~]={0,2}[ ]*[A-Za-z0-9.*+_-]+[, ]*)*(?:;[A-Za-z0-9_.<>=!~'() -]+)?$/;

/** Returns the requirements of cell 2's `%pip` line: the valid ones of the plan, and the Hub client. */
function packagesToInstall(install: string[]): string[] {
  const packages = [...new Set(install.map(singleQuoted).filter(isPlain))];
  const named = packages.some((requirement) => /^huggingface[-_.]+hub(?![A-Za-z0-9._-])/i.test(requirement));
  return named ? packages : [...packages, HUB_CLIENT];
}

/** Cell 2: one `%pip` line, and comments about what alacard does not install. */
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
    onlyClient: plan.install.length === invalid.length,
    foreign: plan.foreign.map((name) => toPythonComment(name)).join(', '),
    packages: packagesToInstall(plan.install)
      .map((requirement) => `"${requirement}"`)
      .join(' '),
    notes: notes.join('\n'),
  });
  return { role: 'environment', type: 'code', source };
}

function isPlain(requirement: string): boolean {
  return requirement.length <= 300 && REQUIREMENT.test(requirement);
}

function singleQuoted(requirement: string): string {
  return requirement.replaceAll('"', "'");
}
