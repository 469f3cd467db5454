import { type CellRisk, describeRisks } from '../../python/risks/describe-risks.ts';
import { risksOfCell } from '../../python/risks/find-risks.ts';
import { parsePython } from '../../python/syntax/syntax.ts';
import { type Html, html } from './html.ts';

/**
 * Maximum number of characters of code to read. A generated notebook has a tenth of this, and parsing this much takes
 * about 50 ms.
 */
const MAX_CODE = 40_000;
const MAX_SHOWN = 20;

/**
 * States what the code cells do beyond running a model. Cells without code are empty strings.
 * @param plain does not read the code; for a notebook whose rendering took too long
 */
export function riskNote(code: readonly string[], { plain }: { plain: boolean }): Html | undefined {
  let left = plain ? 0 : MAX_CODE;
  const risks = code.flatMap((source, at): CellRisk[] => {
    left -= source.length;
    return left < 0 && source !== ''
      ? [{ cell: at + 1, risk: 'unchecked', lines: [1] }]
      : risksOfCell(at + 1, parsePython(source));
  });
  const items = describeRisks(risks);
  if (items.length === 0) return undefined;
  const shown = items.slice(0, MAX_SHOWN).map(({ cell, text }) => html`<li>Cell ${cell}: ${text}</li>`);
  const more = items.length - shown.length;
  return html`<section class="note" aria-label="Risky code"><p>Read this code before you run it:</p><ul>${shown}${more > 0 && html`<li>${more} more cells</li>`}</ul></section>`;
}
