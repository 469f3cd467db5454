import type { FitRow, Machine } from '../../notebook/fit.ts';
import { formatBytes } from '../../notebook/quantity.ts';
import type { GeneratedNotebook } from '../../pipeline/generate.ts';

/** How the notebook was requested. */
export interface Requested {
  /** Base URL of the Hub, without a trailing slash. */
  endpoint: string;
  quantize?: '4bit';
}

const MACHINES: Record<Machine, string> = {
  colab: 'a free Colab T4',
  kaggle: "Kaggle's two T4s",
  cpu: '16 GB of RAM without a GPU',
};

/** What must be in place before the notebook can run: access, trust in the model's own code, and enough memory. */
export function describeNeeds(
  { about, modelId, fit, notes }: GeneratedNotebook,
  requested: Requested,
): string[] {
  const needs: string[] = [];
  const page = `${requested.endpoint}/${modelId}`;
  // If the card could not be read, a note already says why and where to request access.
  if (about.gated !== false && !notes.some((note) => note.includes(page))) {
    needs.push(`access to a gated model: request it at ${page}, then run \`hf auth login\` or set HF_TOKEN`);
  }
  if (about.trustRemoteCode) {
    needs.push(
      `your trust: the model runs its own code (trust_remote_code). Read it first: ${page}/tree/${about.sha ?? 'main'}`,
    );
  }
  if (fit !== undefined) needs.push(describeMemory(fit.rows, requested.quantize !== undefined));
  return needs;
}

function describeMemory(rows: readonly FitRow[], isQuantized: boolean): string {
  const needOf = (row: FitRow) => (isQuantized && row.quantized) || row.whole;
  const nameOf = (row: FitRow) => {
    const { needs } = needOf(row);
    // Without a GPU, some models are loaded in a larger data type.
    return needs === needOf(rows[0]!).needs
      ? MACHINES[row.machine]
      : `${MACHINES[row.machine]} (${formatBytes(needs)})`;
  };
  const fitting = rows.filter((row) => needOf(row).fits).map(nameOf);
  const others = rows.filter((row) => !needOf(row).fits);
  const memory = `${formatBytes(needOf(rows[0]!).needs)} of memory`;
  if (others.length === 0) return `${memory}: fits ${AND.format(fitting)}`;
  const tooSmall = OR.format(others.map(nameOf));
  const verdict =
    fitting.length === 0 ? `does not fit ${tooSmall}` : `fits ${AND.format(fitting)}, but not ${tooSmall}`;
  return `${memory}: ${verdict}${isQuantized ? '' : describeQuantized(others)}`;
}

const AND = new Intl.ListFormat('en', { type: 'conjunction' });
const OR = new Intl.ListFormat('en', { type: 'disjunction' });

/** What changes with 4-bit loading on the machines that are too small. */
function describeQuantized(tooSmall: readonly FitRow[]): string {
  const fitting = tooSmall.filter(({ quantized }) => quantized?.fits);
  if (fitting.length === 0) return '';
  const needs = formatBytes(fitting[0]!.quantized!.needs);
  const where =
    fitting.length === tooSmall.length
      ? 'there too'
      : AND.format(fitting.map(({ machine }) => MACHINES[machine]));
  return `. With --quantize 4bit, it needs ${needs} and fits ${where}`;
}
