import { fillText } from '../cell-template.ts';
import type { DraftCell } from '../nbformat.ts';
import { installsTorch, type NotebookPlan } from '../plan.ts';
import { withProvenance } from './example.ts';

const MAX_NAMES = 20;

/** Cell 6: the template for the model's task. If the examples loaded models, their memory is freed first. */
export function usageCells(plan: NotebookPlan): DraftCell[] {
  if (plan.usage === undefined) return [];
  const usage = withProvenance(plan.usage);
  const source = plan.held === undefined ? usage : `${freeMemory(plan, plan.held)}\n\n${usage}`;
  return [{ role: 'usage', type: 'code', source }];
}

/** Setting names to `None` cannot fail, unlike `del`, if cell 5 was skipped. */
const freeMemory = (plan: NotebookPlan, names: string[]) =>
  fillText('cells/free-memory.py.tmpl', {
    names: names.slice(0, MAX_NAMES).join(' = '),
    torch: installsTorch(plan),
  });
