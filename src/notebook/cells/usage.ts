import { readTemplate } from '../../package-root.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import { withProvenance } from './example.ts';

/** Cell 6: the template for the model's task. It first releases what the example loaded. */
export function usageCells(plan: NotebookPlan): DraftCell[] {
  if (plan.usage === undefined) return [];
  const usage = withProvenance(plan.usage);
  const source = plan.example ? `${readTemplate('cells/release.py').trimEnd()}\n\n${usage}` : usage;
  return [{ role: 'usage', type: 'code', source }];
}
