import { inferTraitsFromCard } from '../infer-traits.ts';
import { findTaskTemplate } from '../template/usage-template.ts';
import { judgeContext } from './readme-python.ts';
import type { Strategy } from './strategy.ts';

/** alacard's own template for the task: it is cell 6, so cell 5 has no code of its own. */
export const task: Strategy = {
  name: 'task',
  find(input, passOver) {
    const traits = inferTraitsFromCard(input.traits, input.card, judgeContext(input));
    if (findTaskTemplate(traits) !== undefined) {
      return {
        strategy: 'task',
        candidates: [],
        origin: `alacard's template for ${traits.task ?? traits.library}`,
      };
    }
    passOver(
      traits.task === undefined
        ? 'the metadata names no task'
        : `no template for ${traits.task} with ${traits.library ?? 'an unknown library'}`,
    );
    return undefined;
  },
};
