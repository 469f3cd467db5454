/** The steps that a finished notebook in the cache saves. They are loaded together, and only without one. */
export { formatNotebook } from '../notebook/formats/formats.ts';
export { chooseCode } from './choose-code.ts';
export { composeCells } from './compose-cells.ts';
export { composeOfficial } from './compose-official.ts';
export { describeModel } from './describe-model.ts';
export { readCard } from './read-card.ts';
