import { type Fit, type FitRow, machineName } from '../../../notebook/fit.ts';
import type { PlannedModel } from '../../../notebook/plan.ts';
import { formatBytes, formatCount, formatParameters } from '../../../notebook/quantity.ts';
import type { GeneratedNotebook } from '../../../pipeline/generate.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { wrapWords } from '../../terminal/columns.ts';
import { describeOrigin, describePin } from '../../terminal/report.ts';
import { loadStyle, showForeign } from '../../terminal/terminal.ts';

const LABEL_WIDTH = 12;
const USUAL_COLUMNS = 80;
/** Longer lines are harder to read. */
const MOST_COLUMNS = 100;

type Line = [label: string, value: string | undefined];

/** On standard output, a label and its value a line; on a terminal wrapped to its width. */
export async function printInfo(
  notebook: GeneratedNotebook,
  endpoint: string,
  context: CommandContext,
): Promise<void> {
  const { out } = context.terminal;
  const style = await loadStyle(out);
  const width = out.isTTY ? Math.min(out.stream.columns || USUAL_COLUMNS, MOST_COLUMNS) : undefined;
  const text = describe(notebook, endpoint)
    .filter((line): line is [string, string] => line[1] !== undefined && line[1] !== '')
    .flatMap(([label, value]) => {
      const shown = showForeign(value);
      const wrapped = width === undefined ? [shown] : wrapWords(shown, width - LABEL_WIDTH - 1);
      return wrapped.map((part, at) => `${style.bold((at === 0 ? label : '').padEnd(LABEL_WIDTH))} ${part}`);
    });
  await out.write(`${text.join('\n')}\n`);
}

function describe(notebook: GeneratedNotebook, endpoint: string): Line[] {
  const { about, fit, packages } = notebook;
  const page = `${endpoint}/${notebook.modelId}`;
  return [
    ['model', notebook.modelId],
    ['page', notebook.source === 'local' ? undefined : page],
    ['task', about.pipeline_tag ?? 'none named'],
    ['library', about.library_name ?? 'none named'],
    ['licence', about.license ?? 'none named'],
    ['access', describeAccess(about, page)],
    ['languages', about.languages.join(', ')],
    ['size', describeSize(about)],
    ...(fit === undefined
      ? []
      : fit.rows.map((row, at): Line => [at === 0 ? 'runs on' : '', describeFit(row, fit)])),
    ['downloads', about.downloads === undefined ? undefined : `${formatCount(about.downloads)} in 30 days`],
    ['likes', about.likes === undefined ? undefined : formatCount(about.likes)],
    ['updated', about.lastModified?.slice(0, 10)],
    ['made from', about.baseModels.join(', ')],
    ['datasets', about.datasets.join(', ')],
    ['runs code', about.trustRemoteCode ? "of the model's own repository (trust_remote_code)" : undefined],
    ['revision', describePin(notebook)],
    ['example', `${notebook.strategy}: ${describeOrigin(notebook)}`],
    ['installs', packages.install.join(' ') || 'nothing'],
    ['lists', packages.listed.join(' ')],
    ...notebook.warnings.map((warning): Line => ['warning', warning]),
    ...notebook.notes.map((note): Line => ['note', note]),
  ];
}

function describeAccess({ gated }: PlannedModel, page: string): string {
  if (gated === false) return 'open';
  return `gated, ${gated === 'auto' ? 'granted at once' : 'granted by its authors'}: ask at ${page}`;
}

function describeSize({ parameters, dtype, bytes }: PlannedModel): string | undefined {
  const facts = [
    parameters !== undefined && `${formatParameters(parameters)} parameters`,
    dtype,
    bytes !== undefined && `${formatBytes(bytes)} of weights`,
  ].filter((fact) => typeof fact === 'string');
  return facts.length === 0 ? 'not known' : facts.join(', ');
}

function describeFit({ machine, has, whole, quantized }: FitRow, { isSpread }: Fit): string {
  const name = machineName(machine, isSpread);
  if (whole.fits) return `${name}: yes, needs ${formatBytes(whole.needs)} of ${formatBytes(has)}`;
  const inFourBits = quantized?.fits
    ? `, in 4 bits yes (${formatBytes(quantized.needs)}: --quantize 4bit)`
    : '';
  return `${name}: no, needs ${formatBytes(whole.needs)} of ${formatBytes(has)}${inFourBits}`;
}
