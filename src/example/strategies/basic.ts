import type { Strategy } from './strategy.ts';

/** The last strategy: a basic pipeline, or a list of the repository's files if no library is known. */
export const basic: Strategy = {
  name: 'basic',
  find: () => ({ strategy: 'basic', candidates: [], origin: "alacard's basic template" }),
};
