import type { Card } from '../../card/card.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import type { StrategyName } from '../../notebook/strategy-names.ts';
import type { Candidate } from '../judge/candidate.ts';
import type { CardCandidate } from '../judge/card-candidates.ts';
import type { ModelTraits } from '../model-traits.ts';

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
  /** Undefined if the card is missing or cannot be read. */
  card?: Card;
  /** The card's blocks that may be Python. */
  cardCandidates: CardCandidate[];
  /** Known ids of the model: the requested one, the Hub's and the card's. */
  modelIds: string[];
  /** Ids of the base models. */
  baseModels: string[];
  mode: ExampleMode;
  /** Runs synchronous work within a time limit. */
  limitSync: <T>(work: () => T) => T;
  /** Whether to use the card's first example or all of them. */
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
