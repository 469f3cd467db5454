import { inferTraitsFromCard } from '../infer-traits.ts';
import { findTaskTemplate } from '../template/usage-template.ts';
import type { Strategy } from './strategy.ts';

/** alacard's own template for the task. It is cell 6, so cell 5 is left out. */
export const task: Strategy = {
  name: 'task',
  find(input, skip) {
    const traits = inferTraitsFromCard(input.traits, input.cardCandidates, input.modelIds);
    if (findTaskTemplate(traits) !== undefined) {
      return {
        strategy: 'task',
        candidates: [],
        origin: `alacard's template for ${traits.task ?? traits.library}`,
      };
    }
    skip(
      traits.task === undefined
        ? 'the metadata does not specify a task'
        : `no template for ${traits.task} with ${traits.library ?? 'an unknown library'}`,
    );
    return undefined;
  },
};
