/** Where the example of a notebook came from. `official` is the repository's own notebook. */
export const STRATEGY_NAMES = [
  'official',
  'readme-python',
  'readme-any',
  'library',
  'task',
  'basic',
] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];
