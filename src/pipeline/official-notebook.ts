import { type Candidate, readCandidate } from '../example/judge/candidate.ts';
import { removedNamesIn } from '../example/judge/removed-use.ts';
import { type Environment, planEnvironment } from '../example/required-packages.ts';
import { judgeContext } from '../example/strategies/readme-python.ts';
import { TEXTS } from '../hub/cards/read-readme.ts';
import type { Hub } from '../hub/hub.ts';
import type { DraftCell } from '../notebook/nbformat.ts';
import { readForeignNotebook } from '../notebook/read-foreign.ts';
import { pinRevision } from '../python/edits/pinned.ts';
import type { CellRisk } from '../python/risks/describe-risks.ts';
import { risksOfCell } from '../python/risks/find-risks.ts';
import { parsePython } from '../python/syntax/syntax.ts';
import type { SkippedOfficial } from './choose-code.ts';
import type { DescribedModel } from './describe-model.ts';
import type { LimitSync } from './request.ts';
import { riskWarnings } from './source-warnings.ts';

/** The cells of the authors' own notebook. */
export interface OfficialCells {
  cells: DraftCell[];
  environment: Environment;
  risks: CellRisk[];
  warnings: string[];
}

export type OfficialNotebook = { taken: OfficialCells } | ({ taken?: undefined } & SkippedOfficial);

const { path: PATH, cap } = TEXTS.notebook;
const FIRST_CELL = 5;

/** Fetches the repository's `notebook.ipynb` at the pinned commit, checks it, and pins the models that it loads. */
export async function readOfficialNotebook(
  model: DescribedModel,
  hub: Hub,
  limitSync: LimitSync,
  signal?: AbortSignal,
): Promise<OfficialNotebook> {
  const { info } = model;
  if (!info.siblings.some(({ rfilename }) => rfilename === PATH)) {
    return { reason: `the repository has no ${PATH}` };
  }
  if (info.sha === undefined) return refuse('has no known revision');
  const answer = await hub.notebook(info.id, info.sha, signal && { signal });
  if (answer.status === 'missing') return refuse('does not exist at this revision');
  if (answer.status === 'denied') return refuse('cannot be read without access');
  if (answer.status === 'unavailable') return refuse('could not be fetched');
  if (answer.truncated) return refuse(`is larger than ${cap / 1e6} MB`);
  return limitSync(() => {
    const read = readForeignNotebook(answer.text);
    return 'problem' in read ? refuse(read.problem) : { taken: adopt(read.cells, read.attachments, model) };
  });
}

function refuse(why: string): OfficialNotebook {
  return {
    reason: `${PATH} ${why}`,
    warning: `The repository's ${PATH} was not used because it ${why}.`,
  };
}

function adopt(cells: DraftCell[], attachments: number, model: DescribedModel): OfficialCells {
  const { info, modelIds, traits } = model;
  const code = cells.filter(({ type }) => type === 'code').map(({ source }) => source);
  // If the authors use the name REVISION themselves, the value is unknown.
  const usesOwnRevision = code.some((source) => /\bREVISION\b/.test(source));
  const options = { adapter: traits.library === 'peft' };
  let pins = 0;
  const pinned = cells.map((cell): DraftCell => {
    if (cell.type !== 'code' || usesOwnRevision) return cell;
    const { code: source, edits } = pinRevision(cell.source, info.id, modelIds, options);
    pins += edits.length;
    return { ...cell, source };
  });
  const parts = code.map(readPython);
  const facts = judgeContext({ info, traits, modelIds, baseModels: [] });
  const removed = parts.flatMap((part) => removedNamesIn(part, facts));
  const environment = planEnvironment(parts, [], undefined, { removed });
  const risks = pinned.flatMap(({ type, source }, at) =>
    type === 'code' ? risksOfCell(FIRST_CELL + at, parsePython(source)) : [],
  );
  return {
    cells: pinned,
    risks,
    // The notebook's own install lines still run.
    environment: { ...environment, refused: [] },
    warnings: [
      `Cell 5 and everything after it come from the authors' own ${PATH}. alacard has not reviewed this third-party code, so read it before you run it.`,
      ...(pins > 0
        ? []
        : [
            'alacard found no revisions to pin in it, so the files that the notebook loads may have changed.',
          ]),
      ...riskWarnings(risks),
      ...(attachments > 0 ? ['Images attached to its cells are omitted.'] : []),
    ],
  };
}

/** Reads a cell as Python. A cell for another program, such as `%%bash`, counts as empty. */
const readPython = (source: string): Candidate =>
  readCandidate(/^\s*%%(?!time|capture)/.test(source) ? '' : source);
