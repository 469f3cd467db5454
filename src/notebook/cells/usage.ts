import { readTemplate } from '../../package-root.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { withProvenance } from './example.ts';

/** Cell 6: the model's task, on its own. What an example loaded is released first. */
export function usageCells(plan: NotebookPlan): DraftCell[] {
  if (plan.usage === undefined) return [];
  const usage = withProvenance(plan.usage);
  const source = plan.example ? `${readTemplate('cells/release.py').trimEnd()}\n\n${usage}` : usage;
  return [{ role: 'usage', type: 'code', source }];
}
