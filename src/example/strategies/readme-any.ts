import type { CodeBlock } from '../../card/card.ts';
import { readCandidate } from '../judge/candidate.ts';
import { takeFromCard } from './readme-python.ts';
import type { Strategy } from './strategy.ts';

const SHELL = new Set(['bash', 'sh', 'shell', 'console', 'zsh']);
const NEVER_ENDS = new Set(['serve', 'server', 'uvicorn', 'gradio', 'streamlit', 'jupyter', 'chat', 'login']);

const neverEnds = (code: string): boolean =>
  (code.match(/\w+/g) ?? []).some((word) => NEVER_ENDS.has(word)) || /\b(?:docker|ollama)\s+run\b/.test(code);

/** A shell block as a `%%bash` cell; only where the person asked for the card's example whatever it is. */
function shellCell(blocks: CodeBlock[]) {
  const block = blocks.find(({ language, code }) => SHELL.has(language) && !neverEnds(code));
  if (block === undefined) return undefined;
  const candidate = readCandidate('', [block]);
  return { ...candidate, code: `%%bash\n${block.code.replace(/^[ \t]*\$ /gm, '')}` };
}

/** The first usable block of another label or none; what is not Python never becomes a code cell by itself. */
export const readmeAny: Strategy = {
  name: 'readme-any',
  find(input, passOver) {
    const found = takeFromCard('readme-any', input, (candidate) => !candidate.labelled, passOver);
    if (found !== undefined || input.mode !== 'readme' || input.card === undefined) return found;
    const shell = shellCell(input.card.blocks);
    return shell && { strategy: 'readme-any', candidates: [shell], origin: 'the model card' };
  },
};
