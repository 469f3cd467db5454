import { codeFence, escapeMarkdown, inlineCode, markdownLink } from '../../encode/markdown-text.ts';
import { trimEnd } from '../../encode/trim-end.ts';
import { fillText } from '../cell-template.ts';
import { type Fit, type FitRow, machineName } from '../fit.ts';
import { cardLinesMarkdown } from '../model-url.ts';
import type { DraftCell } from '../nbformat.ts';
import type { NotebookPlan } from '../plan.ts';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatParameters,
  isAmount,
  memoryBytes,
} from '../quantity.ts';

const MAX_LISTED = 12;
const MAX_QUOTED_LINES = 200;
const MODEL_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** Cell 4: a table of facts, and the author's code that could not become a cell. */
export function modelInformationCell(plan: NotebookPlan): DraftCell {
  const { model } = plan;
  const memory = memoryBytes(model);
  const rows = {
    library: text(model.library_name),
    parameters: isAmount(model.parameters)
      ? `${formatParameters(model.parameters)} (${formatCount(model.parameters)})`
      : undefined,
    memory: memory === undefined ? undefined : formatBytes(memory),
    dtype: text(model.dtype),
    download: isAmount(model.bytes) ? formatBytes(model.bytes) : undefined,
    downloads: isAmount(model.downloads) ? formatCount(model.downloads) : undefined,
    likes: isAmount(model.likes) ? formatCount(model.likes) : undefined,
    languages: list(model.languages, escapeMarkdown),
    datasets: list(model.datasets, (id) => hubLink(plan.endpoint, 'datasets/', id)),
    baseModels: list(model.baseModels, (id) => hubLink(plan.endpoint, '', id)),
    lastModified:
      model.lastModified === undefined ? undefined : escapeMarkdown(formatDate(model.lastModified)),
    tags: list(model.tags.filter(isNews(model)), inlineCode),
  };
  const source = fillText('cells/model-information.md.tmpl', {
    ...rows,
    any: Object.values(rows).some((value) => value !== undefined && value !== ''),
    fit: plan.fit && fitTable(plan.fit, plan.quantize !== undefined),
    ...quotation(plan),
  });
  return { role: 'model-information', type: 'markdown', source };
}

/** Whether a tag says more than the other rows and cell 1. */
const isNews =
  ({ library_name, pipeline_tag, languages }: NotebookPlan['model']) =>
  (tag: string) =>
    tag !== library_name && tag !== pipeline_tag && !languages.includes(tag);

function fitTable({ rows, isSpread }: Fit, isQuantized: boolean): string {
  const inFourBits = rows.every(({ quantized }) => quantized !== undefined);
  const asCell6 = (used: boolean, name: string) => (used ? `${name} (as in cell 6)` : name);
  const headers = [
    'Machine',
    'Available',
    asCell6(!isQuantized, 'Needed'),
    ...(inFourBits ? [asCell6(isQuantized, 'Needed in 4-bit precision')] : []),
  ];
  const lines = rows.map((row) => [
    machineName(row.machine, isSpread),
    formatBytes(row.has),
    verdict(row, row.whole),
    ...(row.quantized ? [verdict(row, row.quantized)] : []),
  ]);
  return [headers, headers.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict({ machine, has }: FitRow, { needs, fits }: FitRow['whole']): string {
  const shared = machine === 'kaggle' && fits && needs > has / 2 ? ' across both GPUs' : '';
  return `${formatBytes(needs)}: ${fits ? `fits${shared}` : '**does not fit**'}`;
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : escapeMarkdown(value);
}

function list(values: string[], show: (value: string) => string): string | undefined {
  const shown = values.map(show).filter((value) => value !== '');
  const more = shown.length - MAX_LISTED;
  return shown.slice(0, MAX_LISTED).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function hubLink(endpoint: string, folder: string, id: string): string {
  return MODEL_ID.test(id)
    ? markdownLink(id, `${trimEnd(endpoint, '/')}/${folder}${id}`)
    : escapeMarkdown(id);
}

function quotation(plan: NotebookPlan): Record<string, string | undefined> {
  const { quoted } = plan;
  if (!quoted)
    return { quoted: undefined, quotedLines: undefined, quotedLanguage: undefined, quotedReason: undefined };
  const lines = quoted.code.split('\n');
  const code =
    lines.length > MAX_QUOTED_LINES ? [...lines.slice(0, MAX_QUOTED_LINES), '...'].join('\n') : quoted.code;
  return {
    quoted: codeFence(code, quoted.language),
    quotedLines: cardLinesMarkdown(plan, quoted.lines),
    quotedLanguage: quoted.language === '' ? undefined : escapeMarkdown(quoted.language),
    quotedReason: escapeMarkdown(quoted.reason),
  };
}
