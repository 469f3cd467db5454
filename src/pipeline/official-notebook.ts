import { defined } from '../defined.ts';
import { visibleLine } from '../encode/visible-text.ts';
import { NotFoundError } from '../errors.ts';
import { type Candidate, readCandidate } from '../example/judge/candidate.ts';
import { removedNamesIn } from '../example/judge/removed-use.ts';
import { type Environment, planEnvironment } from '../example/required-packages.ts';
import { judgeContext } from '../example/strategies/readme-python.ts';
import { TEXTS } from '../hub/cards/read-readme.ts';
import type { Hub } from '../hub/hub.ts';
import type { ModelInfo } from '../hub/models/model-info.ts';
import type { DraftCell } from '../notebook/nbformat.ts';
import { readForeignNotebook } from '../notebook/read-foreign.ts';
import { pinRevision } from '../python/edits/pinned.ts';
import type { CellRisk } from '../python/risks/describe-risks.ts';
import { risksOfCell } from '../python/risks/find-risks.ts';
import { parsePython } from '../python/syntax/syntax.ts';
import type { SkippedOfficial } from './choose-code.ts';
import type { DescribedModel } from './describe-model.ts';
import type { LimitSync } from './request.ts';
import { listNames, riskWarnings } from './source-warnings.ts';

/** The cells of the authors' own notebook. */
export interface OfficialCells {
  /** Its path in the repository. */
  path: string;
  cells: DraftCell[];
  environment: Environment;
  risks: CellRisk[];
  warnings: string[];
}

export type OfficialNotebook = { taken: OfficialCells } | ({ taken?: undefined } & SkippedOfficial);

const { cap } = TEXTS.notebook;
const FIRST_CELL = 5;

/**
 * Fetches one of the repository's notebooks at the pinned commit, checks it, and pins the models that it loads.
 * @throws NotFoundError if the requested notebook does not exist
 */
export async function readOfficialNotebook(
  model: DescribedModel,
  hub: Hub,
  limitSync: LimitSync,
  requested?: string,
  signal?: AbortSignal,
): Promise<OfficialNotebook> {
  const { info } = model;
  const paths = findNotebooks(info);
  const path = requested ?? paths[0];
  if (path === undefined) return { reason: 'the repository has no notebook' };
  if (!paths.includes(path)) {
    throw new NotFoundError(`the repository of ${info.id} has no notebook "${path}"`, {
      code: 'PATH_NOT_FOUND',
      hint: paths.length === 0 ? 'It has no notebooks.' : `Its notebooks: ${listNames(paths)}.`,
    });
  }
  if (info.sha === undefined) return refuse(path, 'has no known revision');
  const answer = await hub.notebook(info.id, info.sha, { path, ...defined({ signal }) });
  if (answer.status === 'missing') return refuse(path, 'does not exist at this revision');
  if (answer.status === 'denied') return refuse(path, 'cannot be read without access');
  if (answer.status === 'unavailable') return refuse(path, 'could not be fetched');
  if (answer.truncated) return refuse(path, `is larger than ${cap / 1e6} MB`);
  return limitSync(() => {
    const read = readForeignNotebook(answer.text);
    if ('problem' in read) return refuse(path, read.problem);
    const official = adopt(path, read.cells, read.attachments, model);
    const others = paths.filter((other) => other !== path);
    if (requested === undefined && others.length > 0) official.warnings.push(describeChoice(path, others));
    return { taken: official };
  });
}

/** The notebooks in a repository, the best choice first: those about training come last, then the nearest to the root. */
function findNotebooks({ siblings }: Pick<ModelInfo, 'siblings'>): string[] {
  const ranked = siblings
    .map(({ rfilename }) => rfilename)
    .filter(isUsablePath)
    .map((path) => ({ path, rank: rank(path) }));
  return ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
}

const TRAINING = /train|fine[-_ ]?tun/i;

function rank(path: string): number {
  if (path === 'notebook.ipynb') return -1;
  return path.split('/').length + (TRAINING.test(path) ? 1_000 : 0);
}

/** Whether a file name from the Hub is a notebook that can be linked to and named in a command. */
function isUsablePath(path: string): boolean {
  return (
    /\.ipynb$/i.test(path) &&
    path.length <= 300 &&
    visibleLine(path) === path &&
    !/["'`\\]/.test(path) &&
    path.split('/').every((name) => name !== '' && !name.startsWith('.'))
  );
}

const describeChoice = (path: string, others: readonly string[]) =>
  `The repository has ${others.length + 1} notebooks. This one uses ${path}; for another, pass --official-notebook <path>: ${listNames(others)}.`;

function refuse(path: string, why: string): OfficialNotebook {
  return {
    reason: `${path} ${why}`,
    warning: `The repository's ${path} was not used because it ${why}.`,
  };
}

function adopt(path: string, cells: DraftCell[], attachments: number, model: DescribedModel): OfficialCells {
  const { info, modelIds, traits } = model;
  const code = cells.filter(({ type }) => type === 'code').map(({ source }) => source);
  // If the authors use the name REVISION themselves, the value is unknown.
  const usesOwnRevision = code.some((source) => /\bREVISION\b/.test(source));
  const options = {
    adapter: traits.library === 'peft',
    ownModelId: code.some((source) => /\bMODEL_ID\b/.test(source)),
    ...defined({ revision: info.sha }),
  };
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
    path,
    cells: pinned,
    risks,
    // The notebook's own install lines still run.
    environment: { ...environment, refused: [] },
    warnings: [
      `Cell 5 and everything after it come from the authors' own ${path}. alacard has not reviewed this third-party code, so read it before you run it.`,
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
