import type { Strategy } from './chain.ts';
import { findTaskTemplate } from './usage.ts';

/** alacard's own template for the task: it is cell 6, so cell 5 has no code of its own. */
export const task: Strategy = {
  name: 'task',
  find(input, passOver) {
    if (findTaskTemplate(input.traits) !== undefined) {
      return {
        strategy: 'task',
        candidates: [],
        origin: `alacard's template for ${input.traits.task ?? input.traits.library}`,
      };
    }
    passOver(
      input.traits.task === undefined
        ? 'the metadata names no task'
        : `no template for ${input.traits.task} with ${input.traits.library ?? 'an unknown library'}`,
    );
    return undefined;
  },
};
