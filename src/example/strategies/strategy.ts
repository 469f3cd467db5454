import type { Card } from '../../card/card.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import type { Candidate } from '../judge/candidate.ts';
import type { CardCandidate } from '../judge/card-candidates.ts';
import type { ModelTraits } from '../model-traits.ts';

/** `official` is the repository's own notebook, which the chain does not look for. */
export type StrategyName = 'official' | 'readme-python' | 'readme-any' | 'library' | 'task' | 'basic';
export type ExampleMode = 'auto' | 'readme' | 'library' | 'template';
export type Lines = [first: number, last: number];

/** Why code was skipped: the strategy that rejected it, its lines in the card, the reason. */
export interface SkipReason {
  strategy: StrategyName;
  lines?: Lines;
  reason: string;
}

export interface ChainInput {
  info: ModelInfo;
  traits: ModelTraits;
  /** Undefined if there is no card, or it cannot be read. */
  card?: Card;
  /** The card's blocks that may be Python. */
  cardCandidates: CardCandidate[];
  /** Ids of the model: as requested, as the Hub answered, as the card names it. */
  modelIds: string[];
  /** Ids of the models that this one was made from. */
  baseModels: string[];
  mode: ExampleMode;
  /** How many examples of the card to use. */
  snippets: 'first' | 'all';
}

export interface Example {
  strategy: StrategyName;
  /** Cell 5's code: several with `snippets: 'all'`, none if cell 6 is the example. */
  candidates: Candidate[];
  /** Where the code came from, as plain text without line numbers. */
  origin: string;
}

/** One way to find an example. Reports why it skips code; returns undefined if it finds none. */
export interface Strategy {
  name: StrategyName;
  find: (
    input: ChainInput,
    skip: (reason: string, lines?: Lines) => void,
  ) => Promise<Example | undefined> | Example | undefined;
}
