import type { Card } from '../../card/card.ts';
import type { ModelInfo } from '../../hub/models/model-info.ts';
import type { Candidate } from '../judge/candidate.ts';
import type { CardCandidate } from '../judge/card-candidates.ts';
import type { ModelTraits } from '../model-traits.ts';

/** `official` is the repository's own notebook, which the chain does not look for. */
export type StrategyName = 'official' | 'readme-python' | 'readme-any' | 'library' | 'task' | 'basic';
export type ExampleMode = 'auto' | 'readme' | 'library' | 'template';
export type Lines = [first: number, last: number];

/** Why something was not taken: the strategy that looked at it, its lines in the card, the reason. */
export interface PassedOver {
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
  /** Ids under which the model is known: asked for, answered, named by the card. */
  modelIds: string[];
  /** Ids of the models that this one was made from. */
  baseModels: string[];
  mode: ExampleMode;
  /** How many examples of the card are wanted. */
  snippets: 'first' | 'all';
}

export interface Example {
  strategy: StrategyName;
  /** Cell 5's code; more than one where all snippets were asked for, none where cell 6 says it all. */
  candidates: Candidate[];
  /** In a person's words: where the code came from, without the lines. */
  origin: string;
}

/** One way to an example. It tells why it passes things over, and returns undefined when it has none. */
export interface Strategy {
  name: StrategyName;
  find: (
    input: ChainInput,
    passOver: (reason: string, lines?: Lines) => void,
  ) => Promise<Example | undefined> | Example | undefined;
}
