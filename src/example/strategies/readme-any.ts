import type { CodeBlock } from '../../card/card.ts';
import { languageKind } from '../../card/languages.ts';
import { takeFromCard } from './readme-python.ts';
import type { Strategy } from './strategy.ts';

const NEVER_ENDS = new Set(['serve', 'server', 'uvicorn', 'gradio', 'streamlit', 'jupyter', 'chat', 'login']);

const neverEnds = (code: string): boolean =>
  (code.match(/\w+/g) ?? []).some((word) => NEVER_ENDS.has(word)) || /\b(?:docker|ollama)\s+run\b/.test(code);

/** Turns the first shell block that ends on its own into a `%%bash` cell. */
async function shellCell(blocks: CodeBlock[]) {
  const block = blocks.find(({ language, code }) => languageKind(language) === 'shell' && !neverEnds(code));
  if (block === undefined) return undefined;
  const { asCandidate } = await import('../judge/candidate.ts');
  return asCandidate(`%%bash\n${block.code.replace(/^[ \t]*\$ /gm, '')}`, [block]);
}

/** The first usable block that is not labeled as Python. A shell block is used only with `mode: 'readme'`. */
export const readmeAny: Strategy = {
  name: 'readme-any',
  async find(input, skip) {
    const found = takeFromCard('readme-any', input, (candidate) => !candidate.labeled, skip);
    if (found !== undefined || input.mode !== 'readme' || input.card === undefined) return found;
    const shell = await shellCell(input.card.blocks);
    return shell && { strategy: 'readme-any', candidates: [shell], origin: 'the model card' };
  },
};
