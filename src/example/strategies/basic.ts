import type { Strategy } from './strategy.ts';

/** The end of the chain: a basic pipeline, or the repository's files where no library is known. */
export const basic: Strategy = {
  name: 'basic',
  find: () => ({ strategy: 'basic', candidates: [], origin: "alacard's basic template" }),
};
