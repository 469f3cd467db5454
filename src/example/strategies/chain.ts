import { defined } from '../../defined.ts';
import type { StrategyName } from '../../notebook/strategy-names.ts';
import { basic } from './basic.ts';
import { library } from './library.ts';
import { readmeAny } from './readme-any.ts';
import { readmePython } from './readme-python.ts';
import type { ChainInput, Example, ExampleMode, Lines, SkipReason, Strategy } from './strategy.ts';
import { task } from './task.ts';

const STRATEGIES: Strategy[] = [readmePython, readmeAny, library, task, basic];

const ALLOWED: Record<ExampleMode, StrategyName[]> = {
  auto: ['readme-python', 'readme-any', 'library', 'task', 'basic'],
  readme: ['readme-python', 'readme-any', 'task', 'basic'],
  library: ['library', 'task', 'basic'],
  template: ['task', 'basic'],
};

/** Walks the fallback chain. The first strategy that finds a usable example wins. */
export async function chooseExample(input: ChainInput): Promise<{ example: Example; skipped: SkipReason[] }> {
  const skipped: SkipReason[] = [];
  for (const strategy of STRATEGIES) {
    if (!ALLOWED[input.mode].includes(strategy.name)) continue;
    const skip = (reason: string, lines?: Lines) =>
      skipped.push({ strategy: strategy.name, ...defined({ lines }), reason });
    const example = await input.limitSync(() => strategy.find(input, skip));
    if (example !== undefined) return { example, skipped };
  }
  throw new Error('the last strategy in the chain must always return an example');
}
