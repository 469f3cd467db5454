import { type Fit, type FitRow, machineName } from '../../../notebook/fit.ts';
import type { PlannedModel } from '../../../notebook/plan.ts';
import { formatBytes, formatCount, formatParameters } from '../../../notebook/quantity.ts';
import type { GeneratedNotebook } from '../../../pipeline/generate.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { formatDate } from '../../terminal/human-date.ts';
import { describeOrigin, describePin } from '../../terminal/report.ts';
import { printPairs } from '../../terminal/table.ts';
import { toSafeText } from '../../terminal/terminal.ts';

/** Aligns the values of all models. */
const LABEL_WIDTH = 11;

type Line = [label: string, value: string | undefined];

/** Prints labels and values to standard output. */
export async function printInfo(
  notebook: GeneratedNotebook,
  endpoint: string,
  context: CommandContext,
): Promise<void> {
  const pairs = describe(notebook, endpoint).flatMap(([label, value = '']) =>
    value === '' ? [] : [[label.padEnd(LABEL_WIDTH), toSafeText(value)] as const],
  );
  await printPairs(pairs, context.terminal.out);
}

function describe(notebook: GeneratedNotebook, endpoint: string): Line[] {
  const { about, fit, packages } = notebook;
  const page = `${endpoint}/${notebook.modelId}`;
  return [
    ['model', notebook.modelId],
    ['page', notebook.source === 'local' ? undefined : page],
    ['task', about.pipeline_tag ?? 'not specified'],
    ['library', about.library_name ?? 'not specified'],
    ['license', about.license ?? 'not specified'],
    ['access', describeAccess(about, page)],
    ['languages', about.languages.join(', ')],
    ['size', describeSize(about)],
    ...(fit === undefined
      ? []
      : fit.rows.map((row, at): Line => [at === 0 ? 'runs on' : '', describeFit(row, fit)])),
    [
      'downloads',
      about.downloads === undefined ? undefined : `${formatCount(about.downloads)} in the last 30 days`,
    ],
    ['likes', about.likes === undefined ? undefined : formatCount(about.likes)],
    ['updated', about.lastModified && formatDate(Date.parse(about.lastModified))],
    ['based on', about.baseModels.join(', ')],
    ['datasets', about.datasets.join(', ')],
    ['runs code', about.trustRemoteCode ? 'from the model repository (trust_remote_code)' : undefined],
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
  return `gated, ${gated === 'auto' ? 'granted automatically' : 'granted by its authors'}: request access at ${page}`;
}

function describeSize({ parameters, dtype, bytes }: PlannedModel): string | undefined {
  const facts = [
    parameters !== undefined && `${formatParameters(parameters)} parameters`,
    dtype,
    bytes !== undefined && `${formatBytes(bytes)} of weights`,
  ].filter((fact) => typeof fact === 'string');
  return facts.length === 0 ? 'unknown' : facts.join(', ');
}

function describeFit({ machine, has, whole, quantized }: FitRow, { isSpread }: Fit): string {
  const name = machineName(machine, isSpread);
  if (whole.fits) return `${name}: yes, needs ${formatBytes(whole.needs)} of ${formatBytes(has)}`;
  const inFourBits = quantized?.fits ? `; yes with --quantize 4bit (${formatBytes(quantized.needs)})` : '';
  return `${name}: no, needs ${formatBytes(whole.needs)} of ${formatBytes(has)}${inFourBits}`;
}
